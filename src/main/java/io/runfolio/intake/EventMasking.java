package io.runfolio.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.files.SourceUrl;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.json.SecretMask;
import io.runfolio.run.extras.JsonMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Masks the secrets of an event and keeps its identity. A bare event without key gets its identity as its key: that of
 * its task, else the hash of its original bytes.
 */
public final class EventMasking {
    private static final List<String> IDENTITY = List.of("specversion", "id", "source", "type", "idempotency_key");
    private static final ObjectMapper MAPPER = JsonMappers.builder(JsonLimits.RECORD)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private EventMasking() {}

    /** Returns the masked event; empty if it has no secret or cannot be parsed. */
    public static Optional<byte[]> masked(byte[] event, SecretMask mask) {
        try {
            String text = new String(event, StandardCharsets.UTF_8);
            Object root = MAPPER.readValue(text.startsWith("\uFEFF") ? text.substring(1) : text, Object.class);
            Map<String, Object> document = JsonMap.of(root).toMap();
            Map<String, Object> masked = masked(document, mask);
            if (masked.equals(document)) {
                return Optional.empty();
            }
            boolean bare = !document.containsKey("specversion");
            boolean keyed = document.get("idempotency_key") instanceof String key && !key.isBlank();
            if (bare && !keyed) {
                masked.put("idempotency_key", identity(document, event));
            }
            return Optional.of(MAPPER.writeValueAsBytes(masked));
        } catch (JsonProcessingException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String identity(Map<String, Object> document, byte[] event) {
        JsonNode content = MAPPER.valueToTree(document);
        return PolledContent.identity(content).orElseGet(() -> EventReader.HASH_ID + EventJsonParser.sha256(event));
    }

    /** Returns the URLs of files that are fetched, which can have a signature in any parameter. */
    private static List<String> sourceUrls(Map<String, Object> document) {
        Object content = document.containsKey("specversion") ? document.get("data") : document;
        JsonMap request = JsonMap.of(content);
        JsonMap result = request.object(PolledContent.POLL).object(PolledContent.RESULT);
        List<String> urls = new ArrayList<>();
        for (JsonMap fields : List.of(request, result)) {
            for (String name : List.of("inputs", "outputs")) {
                fields.objects(name).forEach(asset -> addSourceUrls(asset, urls));
            }
        }
        return urls;
    }

    private static void addSourceUrls(JsonMap asset, List<String> urls) {
        boolean isPath =
                asset.text("source_path").filter(path -> !SourceUrl.isWeb(path)).isPresent();
        if (!isPath) {
            Stream.of("source_path", "source_url").map(asset::text).forEach(url -> url.ifPresent(urls::add));
        }
    }

    private static Map<String, Object> masked(Map<String, Object> document, SecretMask mask) {
        Map<String, Object> masked =
                new LinkedHashMap<>(mask.withoutQueriesOf(sourceUrls(document)).map(document));
        IDENTITY.stream().filter(document::containsKey).forEach(key -> masked.put(key, document.get(key)));
        return masked;
    }
}
