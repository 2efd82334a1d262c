package io.runfolio.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * Builds every JSON mapper of the program.
 *
 * <p>A Jackson factory shares a table of field names with all its parsers. Names with colliding hashes fill that table
 * until the factory refuses every document. So names are neither canonicalized nor interned, and no document affects
 * the next.
 */
public final class JsonMappers {
    private static final int MAX_YAML_DEPTH = 64;

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

    /** Returns the mapper of {@link YamlDocument}: it refuses duplicate keys; yes, no, on and off are texts. */
    static YAMLMapper yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(MAX_YAML_DEPTH);
        YAMLFactory factory = YAMLFactory.builder()
                .loaderOptions(options)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
                .build();
        return YAMLMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }
}
