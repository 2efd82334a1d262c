package io.runfolio.hooks.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.util.List;
import java.util.Map;

/** Values of a payload as one text. */
final class CompactJson {
    private static final JsonMapper MAPPER =
            JsonMappers.builder(JsonLimits.RECORD).build();

    private CompactJson() {}

    /** Returns a text unchanged, and an object or a list as JSON. */
    static String text(Object value) {
        if (!(value instanceof Map) && !(value instanceof List)) {
            return String.valueOf(value);
        }
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new AdapterException("payload_too_complex", "A value of the payload cannot be written as JSON.");
        }
    }
}
