package io.runfolio.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Parses YAML that has a JSON form: one document without aliases, tags and duplicate keys. The result equals that of
 * the same document in JSON.
 */
public final class YamlDocument {
    private static final YAMLFactory YAML = JsonMappers.yaml().getFactory();

    private YamlDocument() {}

    /**
     * Parses a document; a missing node if it is empty.
     *
     * @throws JsonProcessingException with the location of the mistake
     */
    public static JsonNode read(byte[] yaml, JsonLimits limits) throws IOException {
        ObjectMapper mapper = JsonMappers.strict(limits).build();
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (YAMLParser parser = YAML.createParser(yaml);
                JsonGenerator generator = mapper.getFactory().createGenerator(json)) {
            copy(parser, generator, limits.maxDepth());
        }
        return json.size() == 0 ? MissingNode.getInstance() : mapper.readTree(json.toByteArray());
    }

    private static void copy(YAMLParser parser, JsonGenerator generator, int maxDepth) throws IOException {
        int depth = 0;
        boolean isComplete = false;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            refuse(parser, isComplete, "a second document is not allowed");
            refuse(parser, parser.isCurrentAlias(), "an alias is not allowed: write the value itself");
            refuse(parser, parser.getTypeId() != null, "a tag is not allowed: " + parser.getTypeId());
            refuse(parser, depth > maxDepth, "there are more than " + maxDepth + " levels");
            generator.copyCurrentEvent(parser);
            isComplete = depth == 0;
        }
    }

    private static void refuse(YAMLParser parser, boolean isForeign, String why) throws JsonParseException {
        if (isForeign) {
            throw new JsonParseException(parser, why);
        }
    }
}
