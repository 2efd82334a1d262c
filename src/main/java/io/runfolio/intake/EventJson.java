package io.runfolio.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.run.RefusedEventException;
import io.runfolio.settings.EventSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Strict JSON: UTF-8 only, no key twice, nesting and lengths bounded. */
final class EventJson {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final ObjectMapper mapper;
    private final int maxDepth;
    private final int maxFields;

    EventJson(EventSettings settings) {
        maxDepth = settings.maxDepth();
        maxFields = settings.maxFields();
        mapper = JsonMappers.strict(JsonLimits.event(settings.maxDepth()))
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .build();
    }

    /** Returns the document's root, which is an object, or refuses it. */
    JsonNode parse(byte[] bytes) {
        String text = decode(bytes);
        try (JsonParser parser = new FieldLimits(mapper.createParser(text), maxFields)) {
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
                        "wrong_type", "", "The event must be a JSON object, and is " + Fields.nameOf(root) + ".");
            }
            return root;
        } catch (StreamConstraintsException e) {
            throw new RefusedEventException(
                    "too_complex",
                    JsonPlace.of(parser),
                    "The event goes beyond a limit" + where(e) + ": it may be nested " + maxDepth
                            + " deep (runfolio.event.max-depth), and a text may have a million characters.");
        } catch (JsonProcessingException e) {
            throw new RefusedEventException(
                    "not_json", JsonPlace.of(parser), "The event is not JSON: there is a mistake" + where(e) + ".");
        } catch (IOException e) {
            throw new RefusedEventException("not_json", "", "The event cannot be read as JSON.");
        } catch (NumberFormatException e) {
            // an exponent of eleven digits gets past Jackson's own limits
            throw new RefusedEventException(
                    "too_complex", "", "The event has a number that is too large or too small.");
        }
    }

    /** Returns the sha256, in hex, of a value written without white space and with its keys in order: white space and order do not make another event. */
    String digest(JsonNode node) {
        try {
            Object plain = mapper.treeToValue(node, Object.class);
            return sha256(mapper.writeValueAsBytes(plain));
        } catch (JsonProcessingException e) {
            throw new RefusedEventException("not_json", "", "The event cannot be written again as JSON.");
        }
    }

    Object plain(JsonNode node) {
        try {
            return mapper.treeToValue(node, Object.class);
        } catch (JsonProcessingException e) {
            throw new RefusedEventException("not_json", "", "A value of the event cannot be read.");
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
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

    /** Only the place is told: what stands there is foreign, and may be long. */
    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }
}
