package io.runfolio.json;

import com.fasterxml.jackson.core.StreamReadConstraints;

/**
 * Limits for one JSON document; a parser refuses a larger one before it is in memory.
 *
 * @param maxDepth nesting of objects and arrays
 * @param maxStringLength characters of one string value
 * @param maxNumberLength characters of one number
 * @param maxNameLength characters of one field name
 */
public record JsonLimits(int maxDepth, int maxStringLength, int maxNumberLength, int maxNameLength) {
    /** Maximum number of characters of one string in an event. */
    public static final int MAX_EVENT_STRING = 1 << 20;

    /** Maximum nesting of written documents: that of events, at most 1,000, and the records around them. */
    static final int MAX_WRITE_DEPTH = 1_200;

    /** Limits for bodies of HTTP requests, templates and output of media programs. */
    public static final JsonLimits DOCUMENT = event(64);

    /** Limits for texts in media files, such as a ComfyUI graph; graphs nest deeper than events. */
    public static final JsonLimits EMBEDDED = new JsonLimits(200, 2_000_000, 1_000, 10_000);

    /**
     * Limits for bundle records, index lines, ledgers and manifests. They exceed those of events, as every accepted
     * event must be readable from its records.
     */
    public static final JsonLimits RECORD = new JsonLimits(MAX_WRITE_DEPTH, 20_000_000, 1_000, 50_000);

    /** Returns the limits for an event of this nesting. */
    public static JsonLimits event(int maxDepth) {
        return new JsonLimits(maxDepth, MAX_EVENT_STRING, 100, 1_000);
    }

    StreamReadConstraints constraints() {
        return StreamReadConstraints.builder()
                .maxNestingDepth(maxDepth)
                .maxStringLength(maxStringLength)
                .maxNumberLength(maxNumberLength)
                .maxNameLength(maxNameLength)
                .build();
    }
}
