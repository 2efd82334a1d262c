package io.runfolio.intake;

import io.runfolio.files.NormalForms;
import io.runfolio.files.SourcePath;
import io.runfolio.run.RefusedEventException;
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

/** The folders below which events may name files. Checks are made on real paths, and what was checked is what is opened. */
public final class SourceRoots {
    private static final Duration LONGEST_OPENING = Duration.ofSeconds(10);

    private final List<Path> roots;

    public SourceRoots(List<Path> roots) {
        this.roots = List.copyOf(roots);
    }

    /**
     * Refuses a path that leads outside every root, whether it is written so or links lead there.
     *
     * @param sourcePath as the event has it
     * @param field the event's field, for the refusal
     */
    void check(String sourcePath, String field) {
        if (locate(sourcePath, field).isEmpty()) {
            throw outside(field);
        }
    }

    /**
     * Returns where a file of an event really is, or would be if it were there; empty if that is outside every root.
     *
     * <p>A relative path is looked up below each root in turn; the first that has it counts, else the first root.
     */
    private Optional<Path> locate(String sourcePath, String field) {
        Path path = parse(sourcePath, field);
        if (path.isAbsolute()) {
            return inside(inNormalForm(path));
        }
        List<Path> candidates = roots.stream()
                .map(root -> NormalForms.find(root, root.resolve(path)))
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
     * @param sourcePath as the event has it
     * @throws NoSuchFileException if it is not there
     * @throws NotAFileException if it is not a regular file
     * @throws IOException if it cannot be opened
     * @throws RefusedEventException if it has come to lead outside every root since the event was read
     */
    public OpenSource open(String sourcePath) throws IOException {
        Path real = locate(sourcePath, "source_path").orElseThrow(() -> outside("source_path"));
        for (Path root : roots) {
            Optional<Path> realRoot = real(root);
            if (realRoot.isPresent() && real.startsWith(realRoot.get()) && !real.equals(realRoot.get())) {
                Path found = realRoot.get();
                return Opening.within(LONGEST_OPENING, () -> openBelow(found, found.relativize(real)));
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

    /** Opens folder by folder, following no link: the path was real when it was checked, so a link now was put there since. */
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
            return new OpenSource(channel, before, path);
        }
        try (SecureDirectoryStream<Path> next =
                folder.newDirectoryStream(relative.getName(0), LinkOption.NOFOLLOW_LINKS)) {
            return descend(next, relative.subpath(1, relative.getNameCount()), path);
        }
    }

    private static OpenSource openPlain(Path file) throws IOException {
        BasicFileAttributes before = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!before.isRegularFile()) {
            throw new NotAFileException();
        }
        return new OpenSource(
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)), before, file);
    }

    private Optional<Path> inside(Path path) {
        Path real = realOrWouldBe(path);
        return roots.stream().flatMap(root -> real(root).stream()).anyMatch(real::startsWith)
                ? Optional.of(real)
                : Optional.empty();
    }

    /** Returns the real path; of a file that is not there, its nearest existing folder's real path and the rest of the name. */
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
            return Optional.of(path.toRealPath());
        } catch (IOException | SecurityException e) {
            return Optional.empty();
        }
    }

    /** Looks for names in other normal forms below the roots only. */
    private Path inNormalForm(Path path) {
        return roots.stream()
                .map(Path::toAbsolutePath)
                .flatMap(root -> Stream.concat(Stream.of(root), real(root).stream()))
                .filter(path::startsWith)
                .findFirst()
                .map(root -> NormalForms.find(root, path))
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
                        + "` leads outside the folders that may be read. Move the file below one of them, or add its"
                        + " folder to runfolio.source-roots (commas between folders) and retry the event.");
    }

    /** The path leads to something that is not a regular file: a folder, a device, a pipe or a socket. */
    public static final class NotAFileException extends IOException {
        private static final long serialVersionUID = 1L;

        NotAFileException() {
            super("not a regular file");
        }
    }

    /**
     * A file that is open for reading.
     *
     * @param channel its bytes
     * @param before its size and times as they were before it was opened
     * @param path where it really is
     */
    public record OpenSource(SeekableByteChannel channel, BasicFileAttributes before, Path path)
            implements java.io.Closeable {

        /** Returns whether what is open has the size that the file had: a pipe in its place has none, and is not to be read. */
        public boolean isAsLong() throws IOException {
            return channel.size() == before.size();
        }

        /** Returns whether what was read is all there is, and nobody has written to the file meanwhile. One that was removed after it was opened is whole all the same. */
        public boolean isUnchanged(long bytesRead) throws IOException {
            return bytesRead == before.size() && isAsLong() && isUntouched();
        }

        private boolean isUntouched() throws IOException {
            try {
                return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS)
                        .equals(before.lastModifiedTime());
            } catch (NoSuchFileException e) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
