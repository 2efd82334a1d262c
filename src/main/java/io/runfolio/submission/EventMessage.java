package io.runfolio.submission;

import java.util.Map;
import java.util.Optional;

/**
 * Event with the headers of its transport.
 *
 * @param body the event, or its data in the binary mode of CloudEvents
 * @param contentType media type of the body; empty text if unknown
 * @param prefix prefix of the transport's headers for CloudEvents, such as {@code ce_}, for messages
 * @param attributes decoded CloudEvents attributes of the headers, by name without prefix
 * @param idempotencyKey the header {@code Idempotency-Key}
 */
public record EventMessage(
        byte[] body,
        String contentType,
        String prefix,
        Map<String, String> attributes,
        Optional<String> idempotencyKey) {

    /** Returns whether the headers add nothing to the body. */
    boolean isPlain() {
        return attributes.isEmpty() && idempotencyKey.isEmpty() && !isStructured();
    }

    /** Returns whether the media type is that of a CloudEvent in structured mode. */
    boolean isStructured() {
        return contentType.strip().toLowerCase(java.util.Locale.ROOT).startsWith("application/cloudevents+json");
    }

    @Override
    public String toString() {
        return "EventMessage[" + body.length + " bytes, " + contentType + "]";
    }
}
