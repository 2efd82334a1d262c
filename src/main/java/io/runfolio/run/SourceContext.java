package io.runfolio.run;

import java.util.Map;

/** Who asked for a run, and where. Every component but the map may be null. */
public record SourceContext(
        String sourceType,
        String sourceUser,
        String sourceChannel,
        String sourceAgent,
        String projectName,
        String notes,
        Map<String, Object> metadata) {

    public SourceContext {
        metadata = Copies.map(metadata);
    }

    /** Returns a record with nothing in it. */
    public static SourceContext none() {
        return new SourceContext(null, null, null, null, null, null, Map.of());
    }
}
