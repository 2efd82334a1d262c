package io.runfolio.run;

import java.util.Map;

/** References to the provider's records. Every component but the map may be null; paths are relative to the bundle. */
public record ProviderTrace(
        String taskId,
        String requestPath,
        String submitPayloadPath,
        String submitResponsePath,
        String finalStatusPath,
        Map<String, Object> metadata) {

    public ProviderTrace {
        metadata = ImmutableCopies.map(metadata);
    }

    /** Returns an empty record. */
    public static ProviderTrace none() {
        return new ProviderTrace(null, null, null, null, null, Map.of());
    }
}
