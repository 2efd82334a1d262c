package io.runfolio.upload;

import io.runfolio.files.Checksums;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Checksum of the bytes of one request, as in the header {@code Upload-Checksum}. Used by one thread. */
public final class ChunkChecksum {
    /** Names of the algorithms, as in {@code Tus-Checksum-Algorithm}. */
    public static final List<String> ALGORITHMS = List.of("sha1", "sha256");

    private final MessageDigest digest;
    private final byte[] expected;

    private ChunkChecksum(MessageDigest digest, byte[] expected) {
        this.digest = digest;
        this.expected = expected;
    }

    /** Parses {@code <algorithm> <base64>}; empty if the algorithm is not known or the value has another form. */
    public static Optional<ChunkChecksum> parse(String header) {
        String[] parts = header.strip().split(" +", 2);
        if (parts.length != 2 || !ALGORITHMS.contains(parts[0])) {
            return Optional.empty();
        }
        MessageDigest digest = parts[0].equals("sha1") ? Checksums.newSha1() : Checksums.newSha256();
        try {
            byte[] expected = Base64.getDecoder().decode(parts[1]);
            return expected.length == digest.getDigestLength()
                    ? Optional.of(new ChunkChecksum(digest, expected))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    void update(byte[] bytes, int count) {
        digest.update(bytes, 0, count);
    }

    /** Returns whether the bytes since the creation have the checksum; callable once. */
    boolean matches() {
        return MessageDigest.isEqual(digest.digest(), expected);
    }
}
