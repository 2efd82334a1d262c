package io.runfolio.submission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Writes the identity of a message's headers into its event. The stored file alone thus has the whole event.
 *
 * <p>CloudEvents are accepted in structured mode (the body) and in binary mode (attributes in headers, the body is the
 * data). The bytes of the body are kept. If headers and body differ, the message is refused.
 */
public final class EventBinding {
    private static final String KEY = "idempotency_key";
    private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");
    private static final Pattern ATTRIBUTE = Pattern.compile("[a-z0-9]{1,50}");
    private static final int MAX_KEY = 200;
    private static final ObjectMapper MAPPER =
            JsonMappers.strict(JsonLimits.DOCUMENT).build();

    private EventBinding() {}

    /**
     * Returns the event of a message. What is not JSON is returned as it is, for the reader of events to refuse.
     *
     * @throws EventHeadersException if headers are invalid, or headers and body differ
     */
    public static byte[] document(EventMessage message) {
        if (message.isPlain()) {
            return message.body();
        }
        JsonNode body;
        try {
            body = MAPPER.readTree(message.body());
        } catch (IOException e) {
            return message.body();
        }
        return document(message, body);
    }

    /**
     * Returns the event of a message whose body is already parsed.
     *
     * @throws EventHeadersException if the body is not one event, headers are invalid, or headers and body differ
     */
    public static byte[] document(EventMessage message, JsonNode body) {
        if (body.isArray()) {
            throw invalid("body must be one event: batches are not supported, send each event in its own request");
        }
        if (!body.isObject()) {
            throw invalid("body must be a JSON object");
        }
        Map<String, String> attributes = attributes(message);
        boolean structured = body.has("specversion");
        if (message.isStructured() && !structured) {
            throw invalid("specversion is required in application/cloudevents+json");
        }
        byte[] document = message.body();
        if (structured) {
            attributes.forEach((name, value) -> same(message.prefix() + name, value, name, body.path(name)));
        } else if (!attributes.isEmpty()) {
            document = wrapped(attributes, message.body());
        }
        Optional<String> key = message.idempotencyKey();
        if (key.isEmpty()) {
            return document;
        }
        checkForm(key.get());
        return structured || !attributes.isEmpty()
                ? keyOfCloudEvent(document, key.get(), body, attributes)
                : keyOfRequest(document, key.get(), body);
    }

    /** Returns the attributes of the headers, all of them valid. */
    private static Map<String, String> attributes(EventMessage message) {
        Map<String, String> attributes = new LinkedHashMap<>();
        List<String> wrong = new ArrayList<>();
        message.attributes().forEach((name, value) -> {
            if (!ATTRIBUTE.matcher(name).matches() || name.equals("data") || name.equals("datacontenttype")) {
                wrong.add(message.prefix() + name + " is not a header of CloudEvents 1.0");
            }
            attributes.put(name, value);
        });
        if (!attributes.isEmpty()) {
            REQUIRED.stream()
                    .filter(name -> attributes.getOrDefault(name, "").isEmpty())
                    .forEach(name -> wrong.add(
                            message.prefix() + name + " is required with other " + message.prefix() + " headers"));
        }
        if (!wrong.isEmpty()) {
            throw new EventHeadersException(wrong);
        }
        return attributes;
    }

    private static byte[] wrapped(Map<String, String> attributes, byte[] data) {
        ByteArrayOutputStream document = new ByteArrayOutputStream(data.length + 500);
        byte[] envelope = json(attributes);
        document.write(envelope, 0, envelope.length - 1);
        document.writeBytes(",\"datacontenttype\":\"application/json\",\"data\":".getBytes(StandardCharsets.US_ASCII));
        document.writeBytes(data);
        document.write('}');
        return document.toByteArray();
    }

    /** Checks that the key matches: the identity of a CloudEvent is its source and id. */
    private static byte[] keyOfCloudEvent(byte[] document, String key, JsonNode body, Map<String, String> attributes) {
        String id = attributes.getOrDefault("id", body.path("id").asText());
        String source = attributes.getOrDefault("source", body.path("source").asText());
        if (!key.equals(id) && !key.equals(source + " " + id)) {
            throw invalid("Idempotency-Key must be the id of the CloudEvent");
        }
        return document;
    }

    private static byte[] keyOfRequest(byte[] document, String key, JsonNode body) {
        if (body.has(KEY)) {
            same("Idempotency-Key", key, KEY, body.get(KEY));
            return document;
        }
        int end = document.length - 1;
        while (end > 0 && document[end] != '}') {
            end--;
        }
        ByteArrayOutputStream keyed = new ByteArrayOutputStream(document.length + 250);
        keyed.write(document, 0, end);
        byte[] field = json(Map.of(KEY, key));
        keyed.write(body.isEmpty() ? ' ' : ',');
        keyed.write(field, 1, field.length - 1);
        return keyed.toByteArray();
    }

    private static void same(String header, String said, String field, JsonNode value) {
        if (!value.isTextual() || !value.textValue().equals(said)) {
            throw invalid(header + " and the body's " + field + " differ: send one of them");
        }
    }

    private static void checkForm(String key) {
        boolean fine = !key.isBlank()
                && key.length() <= MAX_KEY
                && key.chars().allMatch(letter -> letter >= ' ' && letter < 0x7f);
        if (!fine) {
            throw invalid("Idempotency-Key must have 1 to " + MAX_KEY + " ASCII characters");
        }
    }

    private static byte[] json(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EventHeadersException invalid(String problem) {
        return new EventHeadersException(List.of(problem));
    }
}
