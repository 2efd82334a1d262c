package io.runfolio.hooks.adapter;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.runfolio.intake.FieldLimitingParser;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.settings.EventSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Parses payloads of providers into maps, lists, texts and numbers.
 *
 * <p>The limits are those of events, except for the length of a text: a payload may hold a picture as base64, and is
 * limited as a whole by its receiver.
 */
final class PayloadParser {
    /** Maximum number of values of a payload, so that the cost of paths is bounded. */
    static final int MAX_VALUES = 500_000;

    private static final int MAX_TEXT = 256 << 20;

    private final JsonMapper mapper;
    private final EventSettings limits;

    PayloadParser(EventSettings limits) {
        this.limits = limits;
        JsonLimits event = JsonLimits.event(limits.maxDepth());
        mapper = JsonMappers.strict(
                        new JsonLimits(event.maxDepth(), MAX_TEXT, event.maxNumberLength(), event.maxNameLength()))
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();
    }

    /**
     * Parses a payload.
     *
     * @throws AdapterException if it is not JSON, or beyond a limit
     */
    Object parse(byte[] payload) {
        return parse(new String(payload, StandardCharsets.UTF_8));
    }

    Object parse(String text) {
        String json = text.startsWith("\uFEFF") ? text.substring(1) : text;
        try (JsonParser parser =
                new ValueLimitingParser(new FieldLimitingParser(mapper.createParser(json), limits.maxFields()))) {
            Object value = mapper.readValue(parser, Object.class);
            if (value == null) {
                throw new AdapterException("payload_empty", "The payload is null: it must be a JSON object.");
            }
            return value;
        } catch (RefusedEventException e) {
            throw new AdapterException(
                    "payload_too_complex",
                    "The payload has more fields than runfolio.event.max-fields, or more than 5,000 in one object.");
        } catch (StreamConstraintsException e) {
            throw new AdapterException(
                    "payload_too_complex",
                    "The payload is nested deeper than runfolio.event.max-depth, or has a number or a name that is too"
                            + " long.");
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new AdapterException("payload_not_json", "The payload is not JSON: there is a mistake" + where + ".");
        } catch (IOException | NumberFormatException e) {
            throw new AdapterException("payload_not_json", "The payload cannot be read as JSON.");
        }
    }

    /** Refuses a document with too many values. */
    private static final class ValueLimitingParser extends JsonParserDelegate {
        private int values;

        ValueLimitingParser(JsonParser parser) {
            super(parser);
        }

        @Override
        public JsonToken nextToken() throws IOException {
            JsonToken token = delegate.nextToken();
            if (token != null && token != JsonToken.FIELD_NAME && ++values > MAX_VALUES) {
                throw new AdapterException(
                        "payload_too_complex", "The payload has more than " + MAX_VALUES + " values.");
            }
            return token;
        }
    }
}
