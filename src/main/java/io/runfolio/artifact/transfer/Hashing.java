package io.runfolio.artifact.transfer;

import io.runfolio.files.RegularFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Copies that know what they copied. Memory does not grow with the file. */
final class Hashing {
    private static final int BUFFER_BYTES = 1 << 16;

    private Hashing() {}

    /**
     * What was copied.
     *
     * @param bytes how many
     * @param sha256 lower-case hex
     */
    record Copied(long bytes, String sha256) {}

    /** Returns what a file holds. A link is not followed. */
    static Copied of(Path file) throws IOException {
        return copy(file, OutputStream.nullOutputStream());
    }

    static Copied copy(Path file, OutputStream out) throws IOException {
        try (InputStream in = RegularFiles.open(file)) {
            return copy(in, out, Long.MAX_VALUE);
        }
    }

    /** Copies at most so many bytes. */
    static Copied copy(InputStream in, OutputStream out, long most) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        long bytes = 0;
        int count;
        while (bytes < most && (count = in.read(buffer, 0, (int) Math.min(buffer.length, most - bytes))) > 0) {
            digest.update(buffer, 0, count);
            out.write(buffer, 0, count);
            bytes += count;
        }
        return new Copied(bytes, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256.", e);
        }
    }
}
