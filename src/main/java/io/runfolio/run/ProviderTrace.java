package io.runfolio.run;

import java.util.Map;

/** What leads back to the provider's own records. Every component but the map may be null; paths are relative to the bundle. */
public record ProviderTrace(
        String taskId,
        String requestPath,
        String submitPayloadPath,
        String submitResponsePath,
        String finalStatusPath,
        Map<String, Object> metadata) {

    public ProviderTrace {
        metadata = Copies.map(metadata);
    }

    /** Returns a record with nothing in it. */
    public static ProviderTrace none() {
        return new ProviderTrace(null, null, null, null, null, Map.of());
    }
}
