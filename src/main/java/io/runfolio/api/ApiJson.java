package io.runfolio.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.json.SecretMask;
import java.io.UncheckedIOException;

/** JSON of the API: names in lower camel case, unknown values are null. */
public final class ApiJson {
    private static final ObjectMapper MAPPER =
            JsonMappers.strict(JsonLimits.DOCUMENT).build();

    private static final ObjectMapper SORTED = JsonMappers.builder(JsonLimits.RECORD)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private ApiJson() {}

    /** Returns the mapper that reads request bodies: strict, with limits. Thread-safe; not to be configured. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** Returns a value as UTF-8 encoded JSON. */
    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns JSON with sorted fields and no white space, so that equal documents have equal texts. */
    public static String canonical(JsonNode node) {
        try {
            return SORTED.writeValueAsString(SORTED.treeToValue(node, Object.class));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a value as maps and lists, with secrets masked. */
    public static Object masked(JsonNode node) {
        try {
            return SecretMask.standard().value(SORTED.treeToValue(node, Object.class));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
