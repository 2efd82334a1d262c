package io.runfolio.artifact;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Line of a bundle's {@code ledger.jsonl}: an action on an artifact after its run was sealed.
 *
 * @param revision the artifact's revision after this entry; it starts at 0 as sealed and grows by 1 with each entry
 * @param artifactId the artifact
 * @param action what was done
 * @param by who did it, such as a name, an agent or a token's name
 * @param at when, ISO-8601 with offset
 * @param note why, in the reviewer's words; null if nothing was said
 * @param data what the action needs beside: {@code rank}, {@code tags}, {@code check}, or {@code intake} with requested
 *     changes; empty for other decisions
 */
public record ReviewLogEntry(
        long revision,
        String artifactId,
        ReviewAction action,
        String by,
        String at,
        String note,
        Map<String, Object> data) {

    public ReviewLogEntry {
        data = data == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }
}
