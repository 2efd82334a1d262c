package io.runfolio.api.content;

import io.runfolio.api.ApiException;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.ledger.RetentionLedger;
import io.runfolio.bundle.ledger.RetentionState;
import io.runfolio.files.PathResolver;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.store.BundleStore;
import io.runfolio.store.DamagedFileException;
import io.runfolio.store.FileUnavailableException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds files in bundles.
 *
 * <p>Paths come from records and URLs that others wrote, so every path is checked to stay in its bundle, by name and by
 * links.
 */
public final class BundleFiles {
    private static final Logger LOG = LoggerFactory.getLogger(BundleFiles.class);
    private static final Set<String> FOLDERS = Set.of("inputs", "original", "web", "thumb", "logs");
    private static final Pattern NAME = Pattern.compile("[^/\\\\\\x00-\\x1f.][^/\\\\\\x00-\\x1f]*");

    private final BundleLayout layout;
    private final BundleStore store;

    public BundleFiles(BundleLayout layout) {
        this.layout = layout;
        store = layout.store();
    }

    /** State of a file that a record names. */
    public enum State {
        /** The file exists. */
        PRESENT,
        /** The file does not exist any more. */
        REMOVED,
        /** The path is not that of a file in a bundle. */
        INVALID
    }

    /** A file with its state. */
    public record Found(State state, Path file) {}

    /**
     * Finds a file for reading. One that only the object store has is fetched.
     *
     * @param runPath path of the bundle in the outputs folder
     * @param relative path of the file in the bundle
     * @throws ApiException 503 if it cannot be fetched
     */
    public Found find(String runPath, String relative) {
        try {
            return find(runPath, relative, PathResolver::resolve);
        } catch (FileUnavailableException e) {
            LOG.warn("{} of {} cannot be fetched: {}", relative, runPath, e.getMessage());
            throw new ApiException(
                    503,
                    "media_unavailable",
                    "The file is in the object store only, which does not answer: try again. Records can be read.");
        } catch (DamagedFileException e) {
            LOG.warn("{} of {} cannot be fetched: {}", relative, runPath, e.getMessage());
            throw new ApiException(
                    503,
                    "media_damaged",
                    "The object store has lost " + relative + " or has other bytes than were sent: run `runfolio store"
                            + " verify --deep`.");
        }
    }

    private Found find(
            String runPath, String relative, BiFunction<PathResolver, String, PathResolver.Resolved> resolution) {
        if (!isName(relative)) {
            return new Found(State.INVALID, Path.of(""));
        }
        Optional<Path> bundle = store.folder(runPath);
        if (bundle.isEmpty()) {
            boolean invalid = PathResolver.refusal(runPath).isPresent() || store.exists(runPath);
            return new Found(invalid ? State.INVALID : State.REMOVED, Path.of(""));
        }
        PathResolver.Resolved found = resolution.apply(layout.files(bundle.get()), relative);
        State state =
                switch (found.status()) {
                    case FILE -> State.PRESENT;
                    case MISSING -> State.REMOVED;
                    case FOLDER, SPECIAL, REFUSED -> State.INVALID;
                };
        return new Found(state, found.path());
    }

    /** Returns the holds and removed files of a bundle; none if its ledger cannot be read. */
    public RetentionState retention(String runPath) {
        try {
            return store.folder(runPath)
                    .map(folder -> RetentionLedger.read(new RunFolder(folder).reviewLog()))
                    .orElse(RetentionState.NONE);
        } catch (UnreadableRecordException e) {
            return RetentionState.NONE;
        }
    }

    /** Returns the error for a file that is not there any more, with its tombstone if retention removed it. */
    public ApiException removed(String runPath, String path) {
        return retention(runPath)
                .removalOf(path)
                .map(RetentionJson::tombstone)
                .map(ApiException::binaryRemoved)
                .orElseGet(ApiException::binaryRemoved);
    }

    /** Returns whether a file exists, here or in the object store. */
    public boolean exists(String runPath, String relative) {
        return find(runPath, relative, PathResolver::look).state() == State.PRESENT;
    }

    /** Returns the paths of all files in a bundle, sorted. */
    public List<Path> list(String runPath) {
        return store.files(runPath).stream()
                .filter(BundleFiles::isName)
                .map(Path::of)
                .sorted()
                .toList();
    }

    /** Returns the size of a file, here or in the object store. */
    public Optional<Long> size(String runPath, Path relative) {
        String path = relative.toString().replace('\\', '/');
        OptionalLong bytes = store.folder(runPath)
                .filter(folder -> isName(path))
                .map(folder -> layout.files(folder).bytes(path))
                .orElse(OptionalLong.empty());
        return bytes.isPresent() ? Optional.of(bytes.getAsLong()) : Optional.empty();
    }

    /** Files are at the top of a bundle or in one of its folders, and no name starts with a dot. */
    private static boolean isName(String relative) {
        String[] names = relative.split("/", -1);
        boolean placed = names.length == 1 || names.length == 2 && FOLDERS.contains(names[0]);
        return placed && NAME.matcher(names[names.length - 1]).matches();
    }
}
