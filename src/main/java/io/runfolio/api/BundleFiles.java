package io.runfolio.api;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.files.PathResolver;
import io.runfolio.files.RegularFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds files in bundles. Paths come from records that others may have written and from URLs, so none leads out of its bundle, neither by name nor by a link. */
final class BundleFiles {
    private static final Set<String> FOLDERS = Set.of("inputs", "original", "web", "thumb", "logs");
    private static final Pattern NAME = Pattern.compile("[^/\\\\\\x00-\\x1f.][^/\\\\\\x00-\\x1f]*");

    private final BundleLayout layout;
    private final PathResolver outputs;

    BundleFiles(BundleLayout layout) {
        this.layout = layout;
        outputs = new PathResolver(layout.outputs());
    }

    /** What became of a file that a record names. */
    enum State {
        /** There it is. */
        PRESENT,
        /** It was taken away. */
        REMOVED,
        /** No bundle can hold a file of that name. */
        NO_SUCH
    }

    /** A file and what became of it. */
    record Found(State state, Path file) {}

    /**
     * Looks for a file.
     *
     * @param runPath the bundle's place below the outputs folder
     * @param relative the file's place in the bundle
     */
    Found find(String runPath, String relative) {
        if (!isName(relative)) {
            return new Found(State.NO_SUCH, layout.outputs());
        }
        PathResolver.Resolved found = outputs.resolve(runPath + "/" + relative);
        State state =
                switch (found.status()) {
                    case FILE -> State.PRESENT;
                    case MISSING -> State.REMOVED;
                    case FOLDER, SPECIAL, REFUSED -> State.NO_SUCH;
                };
        return new Found(state, found.path());
    }

    boolean isThere(String runPath, String relative) {
        return find(runPath, relative).state() == State.PRESENT;
    }

    /** Returns every file of a bundle, by name: those at its top and those in its folders. */
    List<Path> list(String runPath) {
        Optional<Path> folder = outputs.folder(runPath);
        if (folder.isEmpty()) {
            return List.of();
        }
        Path bundle = folder.get();
        try (Stream<Path> files = Files.walk(bundle, 2)) {
            return files.filter(RegularFiles::exists)
                    .filter(file -> isName(bundle.relativize(file).toString().replace('\\', '/')))
                    .map(bundle::relativize)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    Optional<Long> size(String runPath, Path relative) {
        try {
            return Optional.of(Files.size(find(runPath, relative.toString()).file()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A file is at the top of a bundle or in one of its folders, and no name begins with a dot. */
    private static boolean isName(String relative) {
        String[] names = relative.split("/", -1);
        boolean placed = names.length == 1 || names.length == 2 && FOLDERS.contains(names[0]);
        return placed && NAME.matcher(names[names.length - 1]).matches();
    }
}
