package io.runfolio.submission;

import io.runfolio.coordination.EventInbox;
import io.runfolio.coordination.EventLocks;
import io.runfolio.coordination.EventLookup;
import io.runfolio.coordination.PendingEvent;
import io.runfolio.coordination.Waiting;
import io.runfolio.files.Checksums;
import io.runfolio.index.ProcessedEvents;
import io.runfolio.intake.PolledEvents;
import io.runfolio.intake.RunEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Submits events to the inbox once each, and returns their state. Safe for use by several threads and processes. */
public final class EventSubmissions {
    private static final int NAME_DIGITS = 32;

    private final EventInbox inbox;
    private final EventLookup finder;
    private final ProcessedEvents ledger;
    private final EventLocks locks;
    private final PolledEvents polledEvents;
    private final Runnable beforeWriting;
    private final String label;

    /**
     * Submission of an event.
     *
     * @param file name of its file
     * @param isNew false if the event is waiting, in progress or bundled
     */
    public record Submission(String file, boolean isNew) {}

    /**
     * @param beforeWriting called before anything is written, to check the storage roots
     * @param label begins the names of the event files, such as {@code http}
     */
    public EventSubmissions(
            EventInbox inbox,
            EventLookup finder,
            ProcessedEvents ledger,
            EventLocks locks,
            PolledEvents polledEvents,
            Runnable beforeWriting,
            String label) {
        this.inbox = inbox;
        this.finder = finder;
        this.ledger = ledger;
        this.locks = locks;
        this.polledEvents = polledEvents;
        this.beforeWriting = beforeWriting;
        this.label = label;
    }

    /**
     * Writes an event to the inbox, unless it is waiting, in progress or bundled.
     *
     * @param prepareFiles called before the event is written, to keep its uploads
     * @throws io.runfolio.files.RootVanishedException if a storage root is missing or another one
     * @throws EventConflictException if an event with that identity has different content
     */
    public Submission submit(RunEvent event, byte[] document, Runnable prepareFiles) {
        beforeWriting.run();
        String name = fileName(event.eventId());
        // not the worker's lock of the event, which is held while its media are processed
        return locks.with("accept " + event.eventId(), () -> {
            Optional<String> digest = finder.pending(event.eventId())
                    .map(PendingEvent::digest)
                    .filter(text -> !text.isEmpty())
                    .or(() -> ledger.find(event.eventId()).map(ProcessedEvents.ProcessedEvent::digest));
            if (digest.isEmpty()) {
                prepareFiles.run();
                return new Submission(inbox.submit(document, name).name(), true);
            }
            boolean isKnownTask = event.isTaskReport() && isReported(event.eventId());
            if (!isKnownTask && !digest.get().equals(event.digest())) {
                throw new EventConflictException("An event with the identity " + shown(event.eventId())
                        + " has different content: send a new event with a new id or key.");
            }
            return new Submission(name, false);
        });
    }

    /** Returns whether the result of a task is bundled, or on its way to a bundle. */
    public boolean isReported(String eventId) {
        // in the order in which an event moves, so that it is not missed
        return finder.hasResult(eventId) || ledger.find(eventId).isPresent();
    }

    /**
     * Writes the result of a task to the inbox, unless its event is known, whatever its content. Providers repeat their
     * calls, and a repeated payload may differ in its times.
     *
     * <p>An event that waits for the task is written again with this result. The copy has its identity, digest and
     * fields, so the first of the two that ends makes the run, and the other is a duplicate.
     *
     * @param result fields of a bare event
     * @param document the result as an event of its own
     * @return the name of its file; empty if the event is known
     * @throws io.runfolio.files.RootVanishedException if a storage root is missing or another one
     */
    public Optional<String> submitResult(String eventId, Map<String, Object> result, byte[] document) {
        beforeWriting.run();
        return locks.with("accept " + eventId, () -> {
            if (isReported(eventId)) {
                return Optional.empty();
            }
            byte[] event = finder.runningTask(eventId)
                    .map(polled -> polledEvents.withResult(polled, result))
                    .orElse(document);
            return Optional.of(inbox.submit(event, fileName(eventId)).name());
        });
    }

    private String fileName(String eventId) {
        return label + "-" + Checksums.sha256(eventId).substring(0, NAME_DIGITS) + ".json";
    }

    private static String shown(String eventId) {
        return eventId.length() > 200 ? eventId.substring(0, 200) + "…" : eventId;
    }

    /** Returns the state of an event; empty if it is not known. */
    public Optional<Map<String, Object>> find(String eventId) {
        return bundled(eventId)
                .or(() -> finder.pending(eventId).map(pending -> pending(eventId, pending)))
                // it may have been bundled between the two reads
                .or(() -> bundled(eventId))
                .or(() -> finder.refused(eventId).map(refused -> state(eventId, "refused", null, refused.error())));
    }

    private static Map<String, Object> pending(String eventId, PendingEvent pending) {
        String word = pending.place() == PendingEvent.Place.CLAIMED ? "working" : "waiting";
        Map<String, Object> state =
                state(eventId, pending.waiting().map(Waiting::state).orElse(word), null, null);
        pending.waiting().ifPresent(waiting -> state.put("waiting", waiting(waiting)));
        return state;
    }

    private static Map<String, Object> waiting(Waiting waiting) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("since", waiting.since().toString());
        said.put("nextTryAt", waiting.wakeAt().toString());
        said.put("deadline", waiting.deadline().toString());
        said.put("reason", waiting.detail());
        return said;
    }

    private Optional<Map<String, Object>> bundled(String eventId) {
        return ledger.find(eventId).map(processedEvent -> state(eventId, "bundled", processedEvent.runId(), null));
    }

    private static Map<String, Object> state(String eventId, String word, String runId, Map<String, Object> error) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("eventId", eventId);
        state.put("state", word);
        state.put("runId", runId);
        state.put("error", error == null ? null : error(error));
        return state;
    }

    private static Map<String, Object> error(Map<String, Object> document) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", document.getOrDefault("code", "unknown"));
        error.put("message", document.getOrDefault("message", "The reason cannot be read."));
        error.put("field", document.get("field"));
        error.put("at", document.get("at"));
        return error;
    }
}
