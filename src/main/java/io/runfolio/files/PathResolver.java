package io.runfolio.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Resolves untrusted relative paths inside a root folder.
 *
 * <p>A path is refused if its text could lead outside, or if any part of it below the root is a symbolic link: foreign
 * records and archives cannot name a file outside the root. The root itself may be a link. Thread-safe.
 */
public final class PathResolver {
    /** Limit of common file systems on one name, in bytes of UTF-8. */
    public static final int MAX_NAME_BYTES = 255;
    /** Limit on a relative path, in bytes of UTF-8. */
    public static final int MAX_PATH_BYTES = 2048;

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Path root;
    private final FetchableFiles fetchable;

    /** @param root the folder that every resolved path stays in */
    public PathResolver(Path root) {
        this(root, FetchableFiles.NONE);
    }

    /**
     * Creates a resolver of a folder that may lack files.
     *
     * @param root the folder that every resolved path stays in
     * @param fetchable files that are fetched when their paths are resolved
     */
    public PathResolver(Path root, FetchableFiles fetchable) {
        this.root = root.toAbsolutePath().normalize();
        this.fetchable = fetchable;
    }

    /** Files that a folder may lack, and that are fetched when they are read. Implementations are thread-safe. */
    public interface FetchableFiles {
        /** Files of a folder that has all of its files. */
        FetchableFiles NONE = new FetchableFiles() {
            @Override
            public OptionalLong bytes(String path) {
                return OptionalLong.empty();
            }

            @Override
            public void bring(String path) {}
        };

        /**
         * Returns the size of a file that can be fetched; empty for all other files.
         *
         * @param path path in the folder, with {@code /}
         */
        OptionalLong bytes(String path);

        /**
         * Fetches a file that can be fetched, unless the folder has it, and keeps it for some minutes.
         *
         * <p>It does nothing for other files.
         *
         * @param path path in the folder, with {@code /}
         * @throws StorageException if it cannot be fetched
         */
        void bring(String path);
    }

    /** Result of resolving a path. */
    public enum Status {
        /** A regular file. */
        FILE,
        /** A folder. */
        FOLDER,
        /** No file or folder has the path. */
        MISSING,
        /** A link, a device, a pipe or a socket, or something below a link. */
        SPECIAL,
        /** The path could lead outside the root, or the file system does not accept it. */
        REFUSED
    }

    /**
     * A resolved path.
     *
     * @param status type of the file
     * @param path the path below the root; the root itself if the path was refused
     * @param reason why it is {@link Status#SPECIAL} or {@link Status#REFUSED}; empty otherwise
     */
    public record Resolved(Status status, Path path, String reason) {
        /** Returns whether it is a regular file. */
        public boolean isFile() {
            return status == Status.FILE;
        }
    }

    /** Signals a path that must not be opened. */
    public static final class RefusedPathException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedPathException(String message) {
            super(message);
        }
    }

    /**
     * Returns the reason to refuse the text of a path, without disk access; empty if it is valid.
     *
     * @param relative names separated by {@code /}; names that are {@code .} are ignored
     */
    public static Optional<String> refusal(String relative) {
        if (relative == null || relative.isEmpty()) {
            return Optional.of("the path is empty");
        }
        if (relative.indexOf('\0') >= 0 || relative.indexOf('\\') >= 0) {
            return Optional.of("the path contains NUL or a backslash");
        }
        if (relative.length() > MAX_PATH_BYTES || encoded(relative) > MAX_PATH_BYTES) {
            return Optional.of("the path has more than " + MAX_PATH_BYTES + " bytes");
        }
        if (relative.startsWith("/")) {
            return Optional.of("the path is absolute");
        }
        for (String name : relative.split("/", -1)) {
            if (name.isEmpty() || name.equals("..")) {
                return Optional.of("the path contains an empty name or \"..\"");
            }
            if (encoded(name) > MAX_NAME_BYTES) {
                return Optional.of("a name in the path has more than " + MAX_NAME_BYTES + " bytes");
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the real path of a file or folder: absolute, with every link resolved.
     *
     * @throws IOException if it does not exist or cannot be read
     */
    public static Path realPath(Path path) throws IOException {
        return path.toRealPath();
    }

    /**
     * Resolves a path for reading and determines the type of its file, following no link below the root. A file that
     * can be fetched is fetched.
     *
     * @throws StorageException if it cannot be fetched
     */
    public Resolved resolve(String relative) {
        Resolved found = here(relative);
        if (found.status() != Status.FILE && found.status() != Status.MISSING) {
            return found;
        }
        fetchable.bring(name(found));
        return found.isFile() ? found : here(relative);
    }

    /** Resolves a path without fetching its file: one that can be fetched is {@link Status#FILE}, too. */
    public Resolved look(String relative) {
        Resolved found = here(relative);
        boolean isElsewhere =
                found.status() == Status.MISSING && fetchable.bytes(name(found)).isPresent();
        return isElsewhere ? new Resolved(Status.FILE, found.path(), "") : found;
    }

    /** Returns whether there is a regular file, which is not fetched. */
    public boolean has(String relative) {
        return look(relative).isFile();
    }

    /** Returns the size of a regular file, which is not fetched; empty if it is missing or may not be read. */
    public OptionalLong bytes(String relative) {
        Resolved found = here(relative);
        if (found.status() == Status.MISSING) {
            return fetchable.bytes(name(found));
        }
        try {
            return found.isFile() ? OptionalLong.of(Files.size(found.path())) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private String name(Resolved found) {
        return root.relativize(found.path()).toString().replace('\\', '/');
    }

    private Resolved here(String relative) {
        Optional<String> refusal = refusal(relative);
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        Path path;
        try {
            path = root.resolve(relative).normalize();
        } catch (InvalidPathException e) {
            return refused("the file system accepts no such name: " + e.getReason());
        }
        boolean inside = path.startsWith(root) && !path.equals(root);
        return inside ? walk(path) : refused("the path names the folder itself or leads outside it");
    }

    /** Returns a regular file; empty if it is missing or may not be read. */
    public Optional<Path> file(String relative) {
        return Optional.of(resolve(relative)).filter(Resolved::isFile).map(Resolved::path);
    }

    /** Returns a folder; empty if it is missing or a link. */
    public Optional<Path> folder(String relative) {
        return Optional.of(resolve(relative))
                .filter(found -> found.status() == Status.FOLDER)
                .map(Resolved::path);
    }

    /**
     * Opens a regular file. It is opened folder by folder without following links, so a link created meanwhile is not
     * followed.
     *
     * @throws NoSuchFileException if it does not exist
     * @throws RefusedPathException if it is not a regular file inside the root
     */
    public InputStream open(String relative) throws IOException {
        Resolved found = resolve(relative);
        if (found.status() == Status.MISSING) {
            throw new NoSuchFileException(found.path().toString());
        }
        if (!found.isFile()) {
            throw new RefusedPathException(relative + " is not a regular file of " + root + ": " + found.reason());
        }
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(root)) {
            return folder instanceof SecureDirectoryStream<Path> secure
                    ? descend(secure, root.relativize(found.path()))
                    : Files.newInputStream(found.path(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static InputStream descend(SecureDirectoryStream<Path> folder, Path relative) throws IOException {
        if (relative.getNameCount() > 1) {
            try (SecureDirectoryStream<Path> next =
                    folder.newDirectoryStream(relative.getName(0), LinkOption.NOFOLLOW_LINKS)) {
                return descend(next, relative.subpath(1, relative.getNameCount()));
            }
        }
        BasicFileAttributes attributes = folder.getFileAttributeView(
                        relative, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
        if (!attributes.isRegularFile()) {
            throw new RefusedPathException(relative + " is no longer a regular file");
        }
        return Channels.newInputStream(folder.newByteChannel(relative, READ));
    }

    private Resolved walk(Path path) {
        Path at = root;
        for (Path name : root.relativize(path)) {
            at = at.resolve(name);
            boolean last = at.equals(path);
            try {
                BasicFileAttributes found =
                        Files.readAttributes(at, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (last && found.isRegularFile()) {
                    return new Resolved(Status.FILE, path, "");
                }
                if (found.isSymbolicLink() || found.isOther()) {
                    return new Resolved(Status.SPECIAL, path, at + " is a link, a device or a pipe");
                }
                if (!last && found.isRegularFile()) {
                    return new Resolved(Status.MISSING, path, "");
                }
            } catch (NoSuchFileException | NotDirectoryException e) {
                return new Resolved(Status.MISSING, path, "");
            } catch (IOException | SecurityException e) {
                return new Resolved(
                        Status.SPECIAL,
                        path,
                        "it cannot be read: "
                                + (e instanceof IOException io ? StorageErrors.reason(io) : e.getMessage()));
            }
        }
        return new Resolved(Status.FOLDER, path, "it is a folder");
    }

    private Resolved refused(String reason) {
        return new Resolved(Status.REFUSED, root, reason);
    }

    private static int encoded(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
