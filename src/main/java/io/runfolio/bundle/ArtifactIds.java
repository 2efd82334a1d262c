package io.runfolio.bundle;

import io.runfolio.files.Checksums;
import io.runfolio.run.EventOrigin;
import java.util.function.IntFunction;

/** Artifact ids: {@code artifact-} and the first 16 hex digits of a SHA-256. Positions start at 1. */
public final class ArtifactIds {
    private static final int HEX_DIGITS = 16;

    private ArtifactIds() {}

    /** Returns ids by event and position: the same whenever the event is bundled. */
    static IntFunction<String> of(EventOrigin origin) {
        return ofEvent(origin.eventId());
    }

    /** Returns ids by the identity of the event and position. */
    public static IntFunction<String> ofEvent(String eventId) {
        return position -> id(eventId + "\n" + position);
    }

    /** Returns ids by run and position, for bundles with an unknown event. */
    public static IntFunction<String> ofRun(String runId, String createdAt) {
        return position -> id(runId + "\n" + createdAt + "\n" + position);
    }

    static boolean isId(String word) {
        return word.matches("artifact-[0-9a-f]{16}");
    }

    private static String id(String text) {
        return "artifact-" + Checksums.sha256(text).substring(0, HEX_DIGITS);
    }
}
