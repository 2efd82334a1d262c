package io.runfolio.media;

import io.runfolio.run.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Checksums of files, read as a stream: memory does not grow with the file. */
public final class Checksums {
    private static final int BUFFER_BYTES = 1 << 16;

    private Checksums() {}

    /**
     * Returns the SHA-256 of a file's bytes, 64 lower-case hex digits.
     *
     * @throws StorageException if it cannot be read
     */
    public static String sha256(Path file) {
        MessageDigest digest = newSha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        } catch (IOException e) {
            throw new StorageException("A file could not be read for its checksum", e);
        }
        return hex(digest);
    }

    /** Returns the SHA-256 of bytes in memory, 64 lower-case hex digits. */
    public static String sha256(byte[] bytes) {
        MessageDigest digest = newSha256();
        digest.update(bytes);
        return hex(digest);
    }

    /** Returns an empty SHA-256 digest, for those who hash while they copy. */
    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Ends a digest and returns it as lower-case hex digits. */
    public static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
