package io.runfolio.api.content;

import io.runfolio.api.ApiException;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.ledger.RetentionLedger;
import io.runfolio.bundle.ledger.RetentionState;
import io.runfolio.files.PathResolver;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.store.BundleStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds files in bundles.
 *
 * <p>Paths come from records and URLs that others wrote, so every path is checked to stay in its bundle, by name and by
 * links.
 */
public final class BundleFiles {
    private static final Set<String> FOLDERS = Set.of("inputs", "original", "web", "thumb", "logs");
    private static final Pattern NAME = Pattern.compile("[^/\\\\\\x00-\\x1f.][^/\\\\\\x00-\\x1f]*");

    private final BundleStore store;

    public BundleFiles(BundleLayout layout) {
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
     * Finds a file.
     *
     * @param runPath path of the bundle in the outputs folder
     * @param relative path of the file in the bundle
     */
    public Found find(String runPath, String relative) {
        if (!isName(relative)) {
            return new Found(State.INVALID, Path.of(""));
        }
        Optional<Path> bundle = store.folder(runPath);
        if (bundle.isEmpty()) {
            boolean invalid = PathResolver.refusal(runPath).isPresent() || store.exists(runPath);
            return new Found(invalid ? State.INVALID : State.REMOVED, Path.of(""));
        }
        PathResolver.Resolved found = new PathResolver(bundle.get()).resolve(relative);
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

    public boolean exists(String runPath, String relative) {
        return find(runPath, relative).state() == State.PRESENT;
    }

    /** Returns the paths of all files in a bundle, sorted. */
    public List<Path> list(String runPath) {
        return store.files(runPath).stream()
                .filter(BundleFiles::isName)
                .map(Path::of)
                .sorted()
                .toList();
    }

    public Optional<Long> size(String runPath, Path relative) {
        try {
            return Optional.of(Files.size(find(runPath, relative.toString()).file()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Files are at the top of a bundle or in one of its folders, and no name starts with a dot. */
    private static boolean isName(String relative) {
        String[] names = relative.split("/", -1);
        boolean placed = names.length == 1 || names.length == 2 && FOLDERS.contains(names[0]);
        return placed && NAME.matcher(names[names.length - 1]).matches();
    }
}
