package io.runfolio.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 checksums as 64 lower-case hex digits. Streams are read in pieces: memory does not grow with the input. */
public final class Checksums {
    private static final int BUFFER_BYTES = 1 << 16;

    private Checksums() {}

    /**
     * A copy of a stream.
     *
     * @param bytes number of bytes copied
     * @param sha256 their checksum
     */
    public record Copied(long bytes, String sha256) {}

    /**
     * Returns the checksum of a file.
     *
     * @throws StorageException if the file cannot be read
     */
    public static String sha256(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return sha256(in);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The checksum of " + file + " could not be computed");
        }
    }

    /** Returns the checksum of the rest of a stream. */
    public static String sha256(InputStream in) throws IOException {
        return copy(in, OutputStream.nullOutputStream(), Long.MAX_VALUE).sha256();
    }

    /** Returns the checksum of bytes in memory. */
    public static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(newSha256().digest(bytes));
    }

    /** Returns the checksum of a text in UTF-8. */
    public static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Copies a regular file and computes its checksum. A link is not followed. */
    public static Copied copy(Path file, OutputStream out) throws IOException {
        try (InputStream in = RegularFiles.open(file)) {
            return copy(in, out, Long.MAX_VALUE);
        }
    }

    /** Copies at most {@code maxBytes} bytes and computes their checksum. */
    public static Copied copy(InputStream in, OutputStream out, long maxBytes) throws IOException {
        MessageDigest digest = newSha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        long bytes = 0;
        int count;
        while (bytes < maxBytes && (count = in.read(buffer, 0, (int) Math.min(buffer.length, maxBytes - bytes))) > 0) {
            digest.update(buffer, 0, count);
            out.write(buffer, 0, count);
            bytes += count;
        }
        return new Copied(bytes, hex(digest));
    }

    /** Returns an empty SHA-256 digest, for callers that hash in pieces. */
    public static MessageDigest newSha256() {
        return digest("SHA-256");
    }

    /** Returns an empty SHA-1 digest, for protocols that require it to detect damage in transit. */
    public static MessageDigest newSha1() {
        return digest("SHA-1");
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has " + algorithm, e);
        }
    }

    /** Returns an empty MD5 digest, to compare with what a server states; it protects against no attacker. */
    public static MessageDigest newMd5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has MD5", e);
        }
    }

    /** Completes a digest and returns it as lower-case hex digits. */
    public static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
