package io.runfolio.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.runfolio.files.Checksums;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.settings.EventSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Parses events as strict JSON: UTF-8 only, no duplicate keys, bounded nesting and lengths. */
final class EventJsonParser {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final ObjectMapper mapper;
    private final int maxDepth;
    private final int maxFields;

    EventJsonParser(EventSettings settings) {
        maxDepth = settings.maxDepth();
        maxFields = settings.maxFields();
        mapper = JsonMappers.strict(JsonLimits.event(settings.maxDepth()))
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .build();
    }

    /** Returns the root object of a document. */
    JsonNode parse(byte[] bytes) {
        String text = decode(bytes);
        try (JsonParser parser = new FieldLimitingParser(mapper.createParser(text), maxFields)) {
            return parse(parser);
        } catch (IOException e) {
            throw new RefusedEventException("not_json", "", "The event cannot be read as JSON.");
        }
    }

    private JsonNode parse(JsonParser parser) {
        try {
            JsonNode root = mapper.readTree(parser);
            if (root == null || root.isMissingNode()) {
                throw new RefusedEventException("empty", "", "The event file is empty: write one JSON object into it.");
            }
            if (parser.nextToken() != null) {
                throw new RefusedEventException(
                        "not_json", "", "There is more than one JSON value: write one event a file.");
            }
            if (!root.isObject()) {
                throw new RefusedEventException(
                        "wrong_type",
                        "",
                        "The event must be a JSON object, and is " + FirstFieldError.typeName(root) + ".");
            }
            return root;
        } catch (StreamConstraintsException e) {
            throw new RefusedEventException(
                    "too_complex",
                    FieldPath.of(parser),
                    "The event goes beyond a limit" + where(e) + ": it may be nested " + maxDepth
                            + " deep (runfolio.event.max-depth), and a text may have a million characters.");
        } catch (JsonProcessingException e) {
            throw new RefusedEventException(
                    "not_json", FieldPath.of(parser), "The event is not JSON: there is a mistake" + where(e) + ".");
        } catch (IOException e) {
            throw new RefusedEventException("not_json", "", "The event cannot be read as JSON.");
        } catch (NumberFormatException e) {
            // an exponent of eleven digits passes Jackson's limits
            throw new RefusedEventException(
                    "too_complex", "", "The event has a number that is too large or too small.");
        }
    }

    /** Returns the sha256, in hex, of a canonical form that ignores white space and the order of keys. */
    String digest(JsonNode node) {
        try {
            Object plain = mapper.treeToValue(node, Object.class);
            return sha256(mapper.writeValueAsBytes(plain));
        } catch (JsonProcessingException e) {
            throw new RefusedEventException("not_json", "", "The event cannot be written again as JSON.");
        }
    }

    JsonNode tree(Object value) {
        return mapper.valueToTree(value);
    }

    byte[] bytes(JsonNode root) throws JsonProcessingException {
        return mapper.writeValueAsBytes(root);
    }

    Object plain(JsonNode node) {
        try {
            return mapper.treeToValue(node, Object.class);
        } catch (JsonProcessingException e) {
            throw new RefusedEventException("not_json", "", "A value of the event cannot be read.");
        }
    }

    @SuppressWarnings("unchecked") // the plain value of an object node is a map with text keys
    Map<String, Object> plainMap(JsonNode object) {
        return (Map<String, Object>) plain(object);
    }

    static String sha256(byte[] bytes) {
        return Checksums.sha256(bytes);
    }

    private static String decode(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new RefusedEventException("not_utf8", "", "The event is not UTF-8: write it in that encoding.");
        }
    }

    /** Contains the position only, as the text there is foreign and may be long. */
    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }
}
