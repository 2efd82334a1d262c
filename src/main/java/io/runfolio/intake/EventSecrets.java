package io.runfolio.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.json.SecretMask;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Masks the secrets of an event document and keeps its identity: a bare event without key gets the hash of its original bytes as its key. */
final class EventSecrets {
    private static final List<String> IDENTITY = List.of("specversion", "id", "source", "type", "idempotency_key");
    private static final ObjectMapper MAPPER = JsonMappers.builder(JsonLimits.RECORD)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private EventSecrets() {}

    /** Returns the document without its secrets; empty if it has none, or cannot be read. */
    static Optional<byte[]> masked(byte[] event, SecretMask mask) {
        try {
            String text = new String(event, StandardCharsets.UTF_8);
            Object root = MAPPER.readValue(text.startsWith("\uFEFF") ? text.substring(1) : text, Object.class);
            if (!(root instanceof Map<?, ?> document)) {
                return Optional.empty();
            }
            Map<String, Object> masked = masked(document, mask);
            if (masked.equals(document)) {
                return Optional.empty();
            }
            boolean bare = !document.containsKey("specversion");
            boolean keyed = document.get("idempotency_key") instanceof String key && !key.isBlank();
            if (bare && !keyed) {
                masked.put("idempotency_key", EventReader.HASH_ID + EventJson.sha256(event));
            }
            return Optional.of(MAPPER.writeValueAsBytes(masked));
        } catch (JsonProcessingException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Map<String, Object> masked(Map<?, ?> document, SecretMask mask) {
        Map<String, Object> all = new LinkedHashMap<>();
        document.forEach((key, value) -> all.put(String.valueOf(key), value));
        Map<String, Object> masked = new LinkedHashMap<>(mask.map(all));
        IDENTITY.stream().filter(all::containsKey).forEach(key -> masked.put(key, all.get(key)));
        return masked;
    }
}
