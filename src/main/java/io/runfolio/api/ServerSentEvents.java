package io.runfolio.api;

import io.runfolio.catalog.Change;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The feed's text, as the HTML standard has it: fields by line, an empty line after each event. */
public final class ServerSentEvents {
    /** Says how soon a client that lost its connection should come again. */
    public static final String BEGINNING = "retry: 2000\n\n";

    /** Keeps a connection from being taken for dead. */
    public static final String SILENCE = ":\n\n";

    private ServerSentEvents() {}

    /** Returns a change as an event; its number is the id that {@code Last-Event-ID} resumes after. */
    public static String of(Change change) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("sequence", change.sequence());
        data.put("kind", change.kind());
        data.put("runId", change.runId());
        data.put("artifactId", change.artifactId());
        data.put("at", change.at());
        return event(change.sequence(), change.kind(), data);
    }

    /** Returns the event that says that numbers have begun anew: what the client shows may be out of date. */
    public static String reset(long last) {
        return event(last, "reset", Map.of("sequence", last));
    }

    private static String event(long id, String type, Object data) {
        return "id: " + id + "\nevent: " + type + "\ndata: " + new String(Json.bytes(data), StandardCharsets.UTF_8)
                + "\n\n";
    }
}
