package io.runfolio.run;

import java.util.Map;

/** Origin of a run: user, channel, agent and project. Every component but the map may be null. */
public record SourceContext(
        String sourceType,
        String sourceUser,
        String sourceChannel,
        String sourceAgent,
        String projectName,
        String notes,
        Map<String, Object> metadata) {

    public SourceContext {
        metadata = ImmutableCopies.map(metadata);
    }

    /** Returns an empty record. */
    public static SourceContext none() {
        return new SourceContext(null, null, null, null, null, null, Map.of());
    }
}
