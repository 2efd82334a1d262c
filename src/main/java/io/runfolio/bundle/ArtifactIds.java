package io.runfolio.bundle;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.IntFunction;

/** Names of artifacts: {@code artifact-} and the first 16 hex digits of a sha256; positions count from 1. */
final class ArtifactIds {
    private ArtifactIds() {}

    /** Names by event and position: the same whenever the event is bundled. */
    static IntFunction<String> of(EventOrigin origin) {
        return position -> id(origin.eventId() + "\n" + position);
    }

    /** Names by run and position, for bundles whose event nobody knows. */
    static IntFunction<String> ofRun(String runId, String createdAt) {
        return position -> id(runId + "\n" + createdAt + "\n" + position);
    }

    static boolean isId(String word) {
        return word.matches("artifact-[0-9a-f]{16}");
    }

    private static String id(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "artifact-" + HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256.", e);
        }
    }
}
