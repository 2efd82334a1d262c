package io.runfolio.api.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.submission.EventBinding;
import io.runfolio.submission.EventHeadersException;
import io.runfolio.submission.EventMessage;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the event document of a request, with the identity of its headers written into it.
 *
 * <p>CloudEvents are accepted in structured mode (the body) and in binary mode ({@code ce-*} headers, the body is the
 * data) of the CloudEvents 1.0 HTTP binding, section 3. If headers and body differ, the request is refused.
 */
public final class EventDocumentReader {
    private static final String PREFIX = "ce-";

    private EventDocumentReader() {}

    /**
     * Returns the document to store.
     *
     * @throws ApiException 422 if the request is not one event, or headers and body differ
     */
    public static byte[] read(ApiRequest request, JsonNode body) {
        Map<String, String> attributes = new LinkedHashMap<>();
        request.headers().forEach((header, value) -> {
            if (header.startsWith(PREFIX)) {
                attributes.put(header.substring(PREFIX.length()), ApiRequest.decoded(value.strip(), false));
            }
        });
        try {
            return EventBinding.document(
                    new EventMessage(
                            request.body(),
                            request.header("content-type").orElse(""),
                            PREFIX,
                            attributes,
                            request.header("idempotency-key")),
                    body);
        } catch (EventHeadersException e) {
            throw ApiException.invalid("event_headers_invalid", e.problems());
        }
    }
}
