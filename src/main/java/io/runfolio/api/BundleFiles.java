package io.runfolio.api;

import io.runfolio.bundle.BundleLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
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

    BundleFiles(BundleLayout layout) {
        this.layout = layout;
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
        try {
            Path outputs = layout.outputs();
            Path bundle = outputs.resolve(runPath).normalize();
            Path file = bundle.resolve(relative).normalize();
            boolean inside = bundle.startsWith(outputs) && !bundle.equals(outputs) && file.startsWith(bundle);
            if (!inside || !isName(bundle.relativize(file))) {
                return new Found(State.NO_SUCH, file);
            }
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return new Found(Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? State.NO_SUCH : State.REMOVED, file);
            }
            boolean reallyInside = file.toRealPath().startsWith(outputs.toRealPath());
            return new Found(reallyInside ? State.PRESENT : State.NO_SUCH, file);
        } catch (IOException | InvalidPathException e) {
            return new Found(State.NO_SUCH, layout.outputs());
        }
    }

    boolean isThere(String runPath, String relative) {
        return find(runPath, relative).state() == State.PRESENT;
    }

    /** Returns every file of a bundle, by name: those at its top and those in its folders. */
    List<Path> list(String runPath) {
        Path bundle = layout.outputs().resolve(runPath).normalize();
        if (!bundle.startsWith(layout.outputs())) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(bundle, 2)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(file -> isName(bundle.relativize(file)))
                    .map(bundle::relativize)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    Optional<Long> size(String runPath, Path relative) {
        try {
            return Optional.of(Files.size(layout.outputs().resolve(runPath).resolve(relative)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A file stands at the top of a bundle or in one of its folders, and no name begins with a dot. */
    private static boolean isName(Path relative) {
        int depth = relative.getNameCount();
        boolean placed =
                depth == 1 || depth == 2 && FOLDERS.contains(relative.getName(0).toString());
        return placed && NAME.matcher(relative.getFileName().toString()).matches();
    }
}
