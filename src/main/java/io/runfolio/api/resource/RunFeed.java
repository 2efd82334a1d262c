package io.runfolio.api.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.api.ApiJson;
import io.runfolio.api.FeedEvent;
import io.runfolio.api.FeedSource;
import io.runfolio.workflow.run.LedgerEntry;
import io.runfolio.workflow.run.RunService;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The ledger of one run as a source of events. It is read at most once a second for all streams of the run, whichever
 * process writes it. The last entries are kept in memory; a stream that is further behind reads the ledger itself.
 */
final class RunFeed implements FeedSource {
    private static final long READ_NANOS = 1_000_000_000;
    private static final int MAX_KEPT = 500;
    private static final int MAX_EVENT_CHARACTERS = 64 << 10;
    private static final Set<String> END_STATES = Set.of("completed", "failed", "cancelled");
    /** Fields of an entry that may be long; a run has them too. */
    private static final List<String> LONG_FIELDS = List.of("output", "inputs");

    private final RunService runs;
    private final String runId;
    private final LongSupplier nanos;
    private final Deque<LedgerEntry> kept = new ArrayDeque<>();
    private long last;
    private boolean ended;
    private boolean wasRead;
    private long readAt;
    private volatile long usedAt;

    /** @param nanos monotonic clock */
    RunFeed(RunService runs, String runId, LongSupplier nanos) {
        this.runs = runs;
        this.runId = runId;
        this.nanos = nanos;
        this.usedAt = nanos.getAsLong();
    }

    @Override
    public synchronized long last() {
        refresh();
        return last;
    }

    @Override
    public synchronized boolean hasEnded() {
        refresh();
        return ended;
    }

    @Override
    public synchronized List<FeedEvent> after(long number) {
        boolean isKept = !kept.isEmpty() && kept.peekFirst().seq() <= number + 1;
        return (isKept ? kept.stream().filter(entry -> entry.seq() > number) : runs.entries(runId, number).stream())
                .map(this::event)
                .toList();
    }

    /** Reads the ledger, for a client that has just come. */
    synchronized void read() {
        wasRead = false;
        refresh();
    }

    /** Returns for how long nobody has asked for events, in nanoseconds. */
    long unusedNanos() {
        return nanos.getAsLong() - usedAt;
    }

    private void refresh() {
        usedAt = nanos.getAsLong();
        if (wasRead && usedAt - readAt < READ_NANOS) {
            return;
        }
        List<LedgerEntry> arrived = runs.entries(runId, last);
        for (LedgerEntry entry : arrived) {
            kept.addLast(entry);
            last = entry.seq();
        }
        while (kept.size() > MAX_KEPT) {
            kept.removeFirst();
        }
        if (!wasRead || !arrived.isEmpty()) {
            ended = runs.find(runId)
                    .filter(run -> !END_STATES.contains(run.path("state").asText())
                            || run.path("lastEventId").asLong() > last)
                    .isEmpty();
        }
        readAt = usedAt;
        wasRead = true;
    }

    private FeedEvent event(LedgerEntry entry) {
        ObjectNode data = ApiJson.mapper().createObjectNode();
        data.put("runId", runId).put("seq", entry.seq()).put("at", entry.at().toString());
        data.setAll(entry.data());
        if (data.toString().length() > MAX_EVENT_CHARACTERS) {
            data.remove(LONG_FIELDS);
            data.put("shortened", true);
        }
        return new FeedEvent(entry.seq(), entry.type(), ApiJson.masked(data));
    }
}
