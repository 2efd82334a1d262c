package io.runfolio.bundle.ledger;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Hold that a person set: nothing that it covers is removed until it ends.
 *
 * @param holdId its id, {@code hold-<16 hex>}
 * @param artifactId the artifact; null for the whole run
 * @param reason why, such as the name of a case
 * @param until when it ends by itself, ISO-8601 with offset; null if only a release ends it
 * @param by who set it
 * @param at when it was set
 */
public record Hold(String holdId, String artifactId, String reason, String until, String by, String at) {

    /** Returns whether it protects an artifact, by its own id or by that of the run. */
    public boolean covers(String artifact) {
        return artifactId == null || artifactId.equals(artifact);
    }

    /** Returns whether it has not ended by itself. An invalid time never ends. */
    public boolean isActive(Instant now) {
        if (until == null) {
            return true;
        }
        try {
            return now.isBefore(OffsetDateTime.parse(until).toInstant());
        } catch (DateTimeException e) {
            return true;
        }
    }

    /** Returns the line that sets this hold. */
    public RetentionLine line() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("hold_id", holdId);
        data.put("reason", reason);
        data.put("until", until);
        return new RetentionLine(artifactId, RetentionAction.HOLD, by, at, reason, data);
    }

    /** Returns the line that ends this hold. */
    public RetentionLine release(String releasedBy, String when, String note) {
        return new RetentionLine(
                artifactId, RetentionAction.RELEASE, releasedBy, when, note, Map.of("hold_id", holdId));
    }
}
