package io.runfolio.intake;

import io.runfolio.files.PathResolver;
import io.runfolio.files.SourcePath;
import io.runfolio.files.UnicodePathFinder;
import io.runfolio.run.EventOrigin;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Folders below which events may name files. Real paths are checked, and the checked file is the one that is opened.
 */
public final class SourceRoots implements SourceOpener {
    private static final Duration MAX_OPEN_TIME = Duration.ofSeconds(10);

    private final List<Path> roots;

    public SourceRoots(List<Path> roots) {
        this.roots = List.copyOf(roots);
    }

    /**
     * Refuses a path outside every root, directly or through links.
     *
     * @param sourcePath path in the event
     * @param field field of the event, for the error
     */
    @Override
    public void check(String sourcePath, String field) {
        if (locate(sourcePath, field).isEmpty()) {
            throw outside(field);
        }
    }

    /**
     * Returns the real path of a file, also of one that does not exist; empty if it is outside every root.
     *
     * <p>A relative path is resolved against the first root that has the file, else against the first root.
     */
    private Optional<Path> locate(String sourcePath, String field) {
        Path path = parse(sourcePath, field);
        if (path.isAbsolute()) {
            return inside(inNormalForm(path));
        }
        List<Path> candidates = roots.stream()
                .map(root -> UnicodePathFinder.find(root, root.resolve(path)))
                .toList();
        return candidates.stream()
                .filter(candidate -> Files.exists(candidate, LinkOption.NOFOLLOW_LINKS))
                .findFirst()
                .or(() -> candidates.stream().findFirst())
                .flatMap(this::inside);
    }

    /**
     * Opens a file of an event for reading.
     *
     * @param sourcePath path in the event
     * @param event the event, which makes no difference
     * @throws NoSuchFileException if it does not exist
     * @throws NotAFileException if it is not a regular file
     * @throws IOException if it cannot be opened
     * @throws RefusedEventException if it is now outside every root
     */
    @Override
    public OpenSource open(String sourcePath, EventOrigin event) throws IOException {
        return open(sourcePath);
    }

    /** Opens a file as {@link #open(String, EventOrigin)} does. */
    public OpenSource open(String sourcePath) throws IOException {
        Path real = locate(sourcePath, "source_path").orElseThrow(() -> outside("source_path"));
        for (Path root : roots) {
            Optional<Path> realRoot = real(root);
            if (realRoot.isPresent() && real.startsWith(realRoot.get()) && !real.equals(realRoot.get())) {
                Path found = realRoot.get();
                return TimedOpen.within(MAX_OPEN_TIME, () -> openBelow(found, found.relativize(real)));
            }
        }
        throw new NoSuchFileException(sourcePath);
    }

    private static OpenSource openBelow(Path root, Path relative) throws IOException {
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(root)) {
            if (folder instanceof SecureDirectoryStream<Path> secure) {
                return descend(secure, relative, root.resolve(relative));
            }
        }
        return openPlain(root.resolve(relative));
    }

    /**
     * Opens folder by folder without following links. The checked path was real, so a link was created since the check.
     */
    private static OpenSource descend(SecureDirectoryStream<Path> folder, Path relative, Path path) throws IOException {
        if (relative.getNameCount() == 1) {
            BasicFileAttributes before = folder.getFileAttributeView(
                            relative, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
            if (!before.isRegularFile()) {
                throw new NotAFileException();
            }
            SeekableByteChannel channel =
                    folder.newByteChannel(relative, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            return opened(channel, before, path);
        }
        try (SecureDirectoryStream<Path> next =
                folder.newDirectoryStream(relative.getName(0), LinkOption.NOFOLLOW_LINKS)) {
            return descend(next, relative.subpath(1, relative.getNameCount()), path);
        }
    }

    static OpenSource openPlain(Path file) throws IOException {
        BasicFileAttributes before = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!before.isRegularFile()) {
            throw new NotAFileException();
        }
        return opened(
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)), before, file);
    }

    private static OpenSource opened(SeekableByteChannel channel, BasicFileAttributes before, Path path) {
        return new OpenSource(channel, before.size(), before.lastModifiedTime(), Optional.of(path));
    }

    private Optional<Path> inside(Path path) {
        Path real = realOrWouldBe(path);
        return roots.stream().flatMap(root -> real(root).stream()).anyMatch(real::startsWith)
                ? Optional.of(real)
                : Optional.empty();
    }

    /**
     * Returns the real path. For a missing file, that is the real path of its nearest existing folder and the rest of
     * the name.
     */
    private static Path realOrWouldBe(Path path) {
        Path absolute = path.toAbsolutePath();
        Optional<Path> whole = real(absolute);
        if (whole.isPresent()) {
            return whole.get();
        }
        Path normal = absolute.normalize();
        for (Path folder = normal.getParent(); folder != null; folder = folder.getParent()) {
            Optional<Path> realFolder = real(folder);
            if (realFolder.isPresent()) {
                return realFolder.get().resolve(folder.relativize(normal));
            }
        }
        return normal;
    }

    private static Optional<Path> real(Path path) {
        try {
            return Optional.of(PathResolver.realPath(path));
        } catch (IOException | SecurityException e) {
            return Optional.empty();
        }
    }

    /** Resolves names in other Unicode normal forms, below the roots only. */
    private Path inNormalForm(Path path) {
        return roots.stream()
                .map(Path::toAbsolutePath)
                .flatMap(root -> Stream.concat(Stream.of(root), real(root).stream()))
                .filter(path::startsWith)
                .findFirst()
                .map(root -> UnicodePathFinder.find(root, path))
                .orElse(path);
    }

    private static Path parse(String sourcePath, String field) {
        String plain;
        try {
            plain = SourcePath.plain(sourcePath);
        } catch (IllegalArgumentException e) {
            throw new RefusedEventException("bad_value", field, "`" + field + "` " + e.getMessage() + ".");
        }
        try {
            return Path.of(plain);
        } catch (InvalidPathException e) {
            throw new RefusedEventException("bad_value", field, "`" + field + "` is not a path of this system.");
        }
    }

    private RefusedEventException outside(String field) {
        return new RefusedEventException(
                "outside_roots",
                field,
                "`" + field
                        + "` is outside the folders that may be read. Move the file below one of them, or add its"
                        + " folder to runfolio.source-roots (commas between folders) and retry the event.");
    }

    /** Thrown for a path to a folder, device, pipe or socket. */
    public static final class NotAFileException extends IOException {
        private static final long serialVersionUID = 1L;

        NotAFileException() {
            super("not a regular file");
        }
    }
}
