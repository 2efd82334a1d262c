package io.runfolio.api.resource;

import io.runfolio.api.ApiBody;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.FeedEvent;
import io.runfolio.api.FeedSource;
import io.runfolio.api.request.QueryParameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Position of a client in a stream of events, and the response that continues after it. */
final class FeedPosition {
    private static final long MAX = 999_999_999_999_999_999L;

    private FeedPosition() {}

    /** Returns the number of the last event that the client knows: {@code Last-Event-ID}, else {@code after}. */
    static Optional<Long> read(ApiRequest request, QueryParameters parameters) {
        Optional<Long> after = parameters.number("after", 0, MAX);
        Optional<String> last = request.header("last-event-id").filter(text -> !text.isEmpty());
        if (last.isPresent() && !last.get().matches("\\d{1,18}")) {
            return parameters.refuse("Last-Event-ID", "must be the id of an event");
        }
        return last.map(Long::parseLong).or(() -> after);
    }

    static ApiResponse stream(List<FeedEvent> first, long after, FeedSource source) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "text/event-stream");
        headers.put("Cache-Control", "no-store");
        headers.put("X-Accel-Buffering", "no");
        return new ApiResponse(200, headers, new ApiBody.Feed(first, after, source));
    }
}
