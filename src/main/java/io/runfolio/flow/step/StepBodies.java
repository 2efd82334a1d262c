package io.runfolio.flow.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.run.extras.JsonMap;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepAnswerReader;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.step.StepRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Reads answers from the bodies of messages: a {@link StepAnswer}, a map, JSON, text or bytes. Thread-safe. */
final class StepBodies {
    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.RECORD).build();

    private final StepAnswerReader reader;

    StepBodies(StepAnswerReader reader) {
        this.reader = reader;
    }

    StepAnswerReader reader() {
        return reader;
    }

    /**
     * Reads an answer of any type. Text that is no JSON object is the answer's text.
     *
     * @throws StepFailedException if it is invalid, or is a failure
     */
    StepAnswer read(Exchange exchange, StepRequest request) {
        Object body = exchange.getMessage().getBody();
        if (body instanceof StepAnswer answer) {
            return reader.check(answer, request.folder());
        }
        if (body instanceof JsonNode json) {
            return reader.read(json, request.folder());
        }
        if (JsonMap.find(body).isPresent() || body instanceof List) {
            return reader.read(tree(body), request.folder());
        }
        return reader.readOutput(bytes(exchange), expectsJson(request), request.folder());
    }

    /** Returns whether the step wants JSON. */
    static boolean expectsJson(StepRequest request) {
        return request.document().path("expectJson").asBoolean();
    }

    private static JsonNode tree(Object body) {
        try {
            return MAPPER.valueToTree(body);
        } catch (IllegalArgumentException e) {
            throw new StepFailedException(
                    StepAnswerReader.INVALID,
                    "The answer of the endpoint has a value that cannot be JSON: answer with text, numbers, booleans,"
                            + " lists and maps.",
                    false);
        }
    }

    /** Returns the bytes of a body, at most one more than an answer may have. */
    byte[] bytes(Exchange exchange) {
        Message message = exchange.getMessage();
        Object body = message.getBody();
        if (body == null) {
            return new byte[0];
        }
        if (body instanceof byte[] bytes) {
            return bytes;
        }
        if (body instanceof CharSequence text) {
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
        InputStream stream = exchange.getContext().getTypeConverter().tryConvertTo(InputStream.class, exchange, body);
        if (stream == null) {
            throw new StepFailedException(
                    StepAnswerReader.INVALID,
                    "The endpoint answered with " + body.getClass().getName()
                            + ": answer with a StepAnswer, a map, JSON, text or bytes.",
                    false);
        }
        try (stream) {
            return stream.readNBytes(reader.maxBytes() + 1);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The answer of an endpoint cannot be read");
        }
    }
}
