package io.runfolio.fetch;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** HTTP client for requests to providers. Thread-safe. */
@FunctionalInterface
public interface StatusRequests {
    /**
     * Returns the answer to a GET request, within a time limit.
     *
     * @throws IOException if no answer came; its message is a sentence
     */
    StatusAnswer get(URI address, Map<String, String> headers) throws IOException;
}
