package io.runfolio.bundle.ledger;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Line of a bundle's {@code ledger.jsonl} about its records. It has no revision, as it changes no review.
 *
 * @param action what was done
 * @param by who did it
 * @param at when, ISO-8601 with offset
 * @param data what the action needs beside, see {@link BundleAction}
 */
public record BundleLine(BundleAction action, String by, String at, Map<String, Object> data) {
    public BundleLine {
        data = data == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }

    boolean isWhole() {
        return action != null && by != null && at != null;
    }
}
