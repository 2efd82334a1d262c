package io.runfolio.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * Identity of a regular file: two names with the same key are hard links to the same bytes.
 *
 * @param key device and inode; the path where the file system has no identities
 * @param links number of names; 1 where the file system does not count them
 * @param bytes size
 */
public record FileIdentity(Object key, int links, long bytes) {
    private static final Set<PosixFilePermission> READ_ONLY = PosixFilePermissions.fromString("r--r-----");

    /** Returns the identity of a file; empty if there is no regular file of this name. */
    public static Optional<FileIdentity> find(Path file) throws IOException {
        // checked first, as an exception is slow and purged files are common
        return RegularFiles.exists(file) ? Optional.of(of(file)) : Optional.empty();
    }

    /** Returns the identity of a file. */
    public static FileIdentity of(Path file) throws IOException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Object key = found.fileKey() == null ? file : found.fileKey();
        return new FileIdentity(key, links(file), found.size());
    }

    private static int links(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS)
                : 1;
    }

    /** Returns whether files in a folder can be made read-only for everyone. */
    public static boolean hasPermissions(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Sets the permissions of a file to 0440, unless it has them. */
    public static void makeReadOnly(Path file) throws IOException {
        if (!Files.getPosixFilePermissions(file).equals(READ_ONLY)) {
            Files.setPosixFilePermissions(file, READ_ONLY);
        }
    }
}
