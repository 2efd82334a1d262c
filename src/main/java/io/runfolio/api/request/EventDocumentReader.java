package io.runfolio.api.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.api.ApiException;
import io.runfolio.api.ApiJson;
import io.runfolio.api.ApiRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the event document of a request, with the identity of its headers written into it.
 *
 * <p>The stored file alone thus has the whole event; the bytes of the body are kept.
 *
 * <p>CloudEvents are accepted in structured mode (the body) and in binary mode ({@code ce-*} headers, the body is the
 * data) of the CloudEvents 1.0 HTTP binding, section 3. If headers and body differ, the request is refused.
 */
public final class EventDocumentReader {
    private static final String PREFIX = "ce-";
    private static final String KEY = "idempotency_key";
    private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");
    private static final Pattern ATTRIBUTE = Pattern.compile("[a-z0-9]{1,50}");
    private static final int MAX_KEY = 200;

    private EventDocumentReader() {}

    /**
     * Returns the document to store.
     *
     * @throws ApiException 422 if the request is not one event, or headers and body differ
     */
    public static byte[] read(ApiRequest request, JsonNode body) {
        if (body.isArray()) {
            throw invalid("body must be one event: batches are not supported, send each event in its own request");
        }
        if (!body.isObject()) {
            throw invalid("body must be a JSON object");
        }
        Map<String, String> attributes = attributes(request);
        boolean structured = body.has("specversion");
        if (isStructuredType(request) && !structured) {
            throw invalid("specversion is required in application/cloudevents+json");
        }
        byte[] document = request.body();
        if (structured) {
            attributes.forEach((name, value) -> same(PREFIX + name, value, name, body.path(name)));
        } else if (!attributes.isEmpty()) {
            document = wrapped(attributes, request.body());
        }
        Optional<String> key = request.header("idempotency-key");
        if (key.isEmpty()) {
            return document;
        }
        checkForm(key.get());
        return structured || !attributes.isEmpty()
                ? keyOfCloudEvent(document, key.get(), body, attributes)
                : keyOfRequest(document, key.get(), body);
    }

    private static boolean isStructuredType(ApiRequest request) {
        return request.header("content-type")
                .orElse("")
                .strip()
                .toLowerCase(java.util.Locale.ROOT)
                .startsWith("application/cloudevents+json");
    }

    /** Returns the decoded {@code ce-*} attributes. */
    private static Map<String, String> attributes(ApiRequest request) {
        Map<String, String> attributes = new LinkedHashMap<>();
        List<String> wrong = new ArrayList<>();
        request.headers().forEach((header, value) -> {
            if (!header.startsWith(PREFIX)) {
                return;
            }
            String name = header.substring(PREFIX.length());
            if (!ATTRIBUTE.matcher(name).matches() || name.equals("data") || name.equals("datacontenttype")) {
                wrong.add(header + " is not a header of CloudEvents 1.0");
            }
            attributes.put(name, ApiRequest.decoded(value.strip(), false));
        });
        if (!attributes.isEmpty()) {
            REQUIRED.stream()
                    .filter(name -> attributes.getOrDefault(name, "").isEmpty())
                    .forEach(name -> wrong.add(PREFIX + name + " is required with other ce- headers"));
        }
        if (!wrong.isEmpty()) {
            throw ApiException.invalid("event_headers_invalid", wrong);
        }
        return attributes;
    }

    private static byte[] wrapped(Map<String, String> attributes, byte[] data) {
        ByteArrayOutputStream document = new ByteArrayOutputStream(data.length + 500);
        byte[] envelope = ApiJson.write(attributes);
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
        byte[] field = ApiJson.write(Map.of(KEY, key));
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

    private static ApiException invalid(String field) {
        return ApiException.invalid("event_headers_invalid", List.of(field));
    }
}
