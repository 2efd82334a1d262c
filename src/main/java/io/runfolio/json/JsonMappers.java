package io.runfolio.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Builds every JSON mapper of the program.
 *
 * <p>A Jackson factory keeps a table of the field names that it has read and shares it with all later parsers. Names with colliding hashes fill that table until the factory refuses every document. So names
 * are neither canonicalized nor interned here; what one document holds has no effect on the next.
 */
public final class JsonMappers {
    private JsonMappers() {}

    /** Returns a builder whose parsers take a duplicate field's last value. */
    public static JsonMapper.Builder builder(JsonLimits limits) {
        return JsonMapper.builder(JsonFactory.builder()
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(limits.constraints())
                .streamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(JsonLimits.MAX_WRITE_DEPTH)
                        .build())
                .build());
    }

    /** Returns a builder whose parsers refuse duplicate fields and anything after the document. */
    public static JsonMapper.Builder strict(JsonLimits limits) {
        return builder(limits)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }
}
