package io.runfolio.bundle.ledger;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Line of a bundle's {@code ledger.jsonl} about keeping or removing files. It has no revision, as it changes no review.
 *
 * @param artifactId the artifact; null for the whole run
 * @param action what was done
 * @param by who did it: a name, a token's name or {@code retention}
 * @param at when, ISO-8601 with offset
 * @param note why, in the words of the person; null if nothing was said
 * @param data what the action needs beside, see {@link RetentionAction}
 */
public record RetentionLine(
        String artifactId, RetentionAction action, String by, String at, String note, Map<String, Object> data) {

    public RetentionLine {
        data = data == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }

    /** Returns whether the required fields are there. */
    public boolean isWhole() {
        return action != null && by != null && at != null;
    }
}
