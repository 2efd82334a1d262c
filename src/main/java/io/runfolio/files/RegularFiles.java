package io.runfolio.files;

import io.runfolio.files.PathResolver.RefusedPathException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Reads regular files only. Links are not followed; pipes and devices, which may block, are not opened. */
public final class RegularFiles {
    private RegularFiles() {}

    /** Returns whether a path is a regular file. */
    public static boolean exists(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Opens a file.
     *
     * @throws java.nio.file.NoSuchFileException if it is missing
     * @throws RefusedPathException if it is not a regular file
     */
    public static InputStream open(Path file) throws IOException {
        attributes(file);
        return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Reads a whole file of limited size.
     *
     * @throws java.nio.file.NoSuchFileException if it is missing
     * @throws RefusedPathException if it is not a regular file, or larger
     */
    public static byte[] read(Path file, int maxBytes) throws IOException {
        long size = attributes(file).size();
        if (size > maxBytes) {
            throw new RefusedPathException(file + " has " + size + " bytes; the limit is " + maxBytes);
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            // one read decides: a byte that is appended after the end was seen is not beyond the limit
            byte[] bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw new RefusedPathException(file + " has grown beyond the limit of " + maxBytes + " bytes");
            }
            return bytes;
        }
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new RefusedPathException(file + " is not a regular file");
        }
        return attributes;
    }
}
