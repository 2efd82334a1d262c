package io.runfolio.api;

import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Change;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.RunEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /v1/events} and {@code /v1/changes}: what comes in, and what came of it. */
public final class EventResource {
    private static final long LARGEST = 999_999_999_999_999_999L;
    private static final int CHANGES_AT_ONCE = 500;

    private final Catalog catalog;
    private final EventReader reader;
    private final EventStates states;

    EventResource(Catalog catalog, EventReader reader, EventStates states) {
        this.catalog = catalog;
        this.reader = reader;
        this.states = states;
    }

    /** {@code submitEvent}: the event's file is flushed, and so is its name, when this returns. */
    public ApiResponse submit(ApiRequest request) {
        new Parameters(request).check();
        byte[] document = SubmittedEvent.document(request);
        RunEvent event = reader.read(document);
        String file = states.accept(event, document);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("eventId", event.eventId());
        body.put("file", file);
        return ApiResponse.json(202, body).with("Location", Urls.event(event.eventId()));
    }

    /** {@code getEvent}. */
    public ApiResponse get(ApiRequest request) {
        new Parameters(request).check();
        return states.find(request.segment(2))
                .map(state -> ApiResponse.json(200, state))
                .orElseThrow(() -> ApiException.notFound(
                        "event_not_found", "No event of that identity waits, is under way, was bundled or refused."));
    }

    /** {@code followChanges}. */
    public ApiResponse follow(ApiRequest request) {
        Parameters parameters = new Parameters(request);
        Optional<Long> after = parameters.number("after", 0, LARGEST);
        Optional<String> last = request.header("last-event-id").filter(text -> !text.isEmpty());
        if (last.isPresent() && !last.get().matches("\\d{1,18}")) {
            parameters.refuse("Last-Event-ID", "must be the id of an event of this feed");
        }
        parameters.check();
        long from = last.map(Long::parseLong).or(() -> after).orElseGet(catalog::lastChange);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "text/event-stream");
        headers.put("Cache-Control", "no-store");
        headers.put("X-Accel-Buffering", "no");
        return new ApiResponse(200, headers, new ApiBody.Feed(from, catalog::lastChange, this::changes));
    }

    private List<Change> changes(long after) {
        return catalog.changesAfter(after, CHANGES_AT_ONCE);
    }
}
