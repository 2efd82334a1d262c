package io.runfolio.http;

import io.runfolio.api.ApiJson;
import io.runfolio.api.FeedEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Formats events as server-sent events (HTML standard). */
public final class ServerSentEvents {
    /** Reconnection time for clients. */
    public static final String RETRY = "retry: 2000\n\n";

    /** Comment that keeps an idle connection open. */
    public static final String KEEP_ALIVE = ":\n\n";

    private ServerSentEvents() {}

    /** Returns the text of an event. */
    public static String of(FeedEvent event) {
        return event(event.id(), event.type(), event.data());
    }

    /** Returns a reset event: the numbers have restarted, and clients must reload. */
    public static String reset(long last) {
        return event(last, "reset", Map.of("sequence", last));
    }

    private static String event(long id, String type, Object data) {
        return "id: " + id + "\nevent: " + type + "\ndata: " + new String(ApiJson.write(data), StandardCharsets.UTF_8)
                + "\n\n";
    }
}
