package io.runfolio.api;

import io.runfolio.index.EventLedger;
import io.runfolio.index.EventLocks;
import io.runfolio.intake.EventFinder;
import io.runfolio.intake.Inbox;
import io.runfolio.intake.RunEvent;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Takes events in once each, and tells how far one has come. Safe for use by several threads and processes. */
final class EventStates {
    private static final int NAME_DIGITS = 32;

    private final Path inbox;
    private final EventFinder finder;
    private final EventLedger ledger;
    private final EventLocks locks;
    private final Runnable beforeWriting;

    EventStates(Path inbox, EventFinder finder, EventLedger ledger, EventLocks locks, Runnable beforeWriting) {
        this.inbox = inbox;
        this.finder = finder;
        this.ledger = ledger;
        this.locks = locks;
        this.beforeWriting = beforeWriting;
    }

    /**
     * Puts an event into the inbox unless it waits, is under way or was bundled already.
     *
     * @return the name of its file
     * @throws io.runfolio.run.RootVanishedException if a storage root is not the one that work began with
     * @throws ApiException 409 if an event of that identity said something else
     */
    String accept(RunEvent event, byte[] document) {
        beforeWriting.run();
        String name = "http-" + Tokens.sha256(event.eventId()).substring(0, NAME_DIGITS) + ".json";
        // the worker's own lock of the event is held for as long as its media take
        return locks.with("accept " + event.eventId(), () -> {
            Optional<String> digest = finder.pending(event.eventId())
                    .map(EventFinder.Pending::digest)
                    .filter(text -> !text.isEmpty())
                    .or(() -> ledger.find(event.eventId()).map(EventLedger.Known::digest));
            if (digest.isEmpty()) {
                return Inbox.deposit(inbox, document, name).getFileName().toString();
            }
            if (!digest.get().equals(event.digest())) {
                throw new ApiException(
                        409,
                        "event_conflict",
                        "An event of the identity " + shown(event.eventId())
                                + " said something else: send a new id or key with a new event.");
            }
            return name;
        });
    }

    private static String shown(String eventId) {
        return eventId.length() > 200 ? eventId.substring(0, 200) + "…" : eventId;
    }

    /** Returns how far an event has come; empty if it is not known. */
    Optional<Map<String, Object>> find(String eventId) {
        return bundled(eventId)
                .or(() -> finder.pending(eventId)
                        .map(pending -> state(
                                eventId,
                                pending.place() == EventFinder.Place.WAITING ? "waiting" : "working",
                                null,
                                null)))
                // it may have ended between the two looks
                .or(() -> bundled(eventId))
                .or(() -> finder.refused(eventId).map(refused -> state(eventId, "refused", null, refused.error())));
    }

    private Optional<Map<String, Object>> bundled(String eventId) {
        return ledger.find(eventId).map(known -> state(eventId, "bundled", known.runId(), null));
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
