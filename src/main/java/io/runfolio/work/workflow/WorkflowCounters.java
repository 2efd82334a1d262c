package io.runfolio.work.workflow;

import io.runfolio.coordination.InboxStatus;
import io.runfolio.workflow.run.EntryTypes;
import io.runfolio.workflow.run.LedgerEntry;
import io.runfolio.workflow.run.LedgerListener;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Counters of workflow runs and of the calls of endpoints. Thread-safe. */
public final class WorkflowCounters implements WorkflowCountersMBean, LedgerListener {
    private static final String REVIEW = "review";

    private final Supplier<InboxStatus> queue;
    private final IntSupplier inProgress;
    private final Map<String, LongAdder> entries = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> calls = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> nanos = new ConcurrentHashMap<>();

    /**
     * @param queue numbers of the queue of runs
     * @param inProgress number of runs that this worker is executing
     */
    public WorkflowCounters(Supplier<InboxStatus> queue, IntSupplier inProgress) {
        this.queue = queue;
        this.inProgress = inProgress;
    }

    @Override
    public void beforeEntry(String runId, LedgerEntry entry) {
        if (entry.type().startsWith("run.")) {
            add(entries, entry.type(), 1);
        }
    }

    /** Counts a call of an endpoint. */
    public void called(String kind, String outcome, Duration took) {
        add(calls, key(kind, outcome), 1);
        add(nanos, key(kind, outcome), took.toNanos());
    }

    private static void add(Map<String, LongAdder> counters, String key, long count) {
        counters.computeIfAbsent(key, name -> new LongAdder()).add(count);
    }

    private static String key(String kind, String outcome) {
        return kind + " " + outcome;
    }

    private static long count(Map<String, LongAdder> counters, String key) {
        LongAdder counter = counters.get(key);
        return counter == null ? 0 : counter.sum();
    }

    /** Returns the number of calls with an outcome. */
    long calls(String kind, String outcome) {
        return count(calls, key(kind, outcome));
    }

    /** Returns the time that the calls with an outcome took, in nanoseconds. */
    long nanos(String kind, String outcome) {
        return count(nanos, key(kind, outcome));
    }

    @Override
    public long getRunsQueued() {
        return queue.get().waiting();
    }

    @Override
    public long getRunsInProgress() {
        return inProgress.getAsInt();
    }

    @Override
    public long getRunsWaiting() {
        return queue.get().parked().stream().filter(run -> !run.active()).count();
    }

    @Override
    public long getRunsInReview() {
        return queue.get().parked().stream()
                .filter(run -> run.waiting().state().equals(REVIEW))
                .count();
    }

    @Override
    public long getRunsStarted() {
        return count(entries, EntryTypes.RUN_STARTED);
    }

    @Override
    public long getRunsCompleted() {
        return count(entries, EntryTypes.RUN_COMPLETED);
    }

    @Override
    public long getRunsFailed() {
        return count(entries, EntryTypes.RUN_FAILED);
    }

    @Override
    public long getRunsCancelled() {
        return count(entries, EntryTypes.RUN_CANCELLED);
    }

    @Override
    public Map<String, Long> getStepCalls() {
        Map<String, Long> counts = new TreeMap<>();
        calls.forEach((key, count) -> counts.put(key, count.sum()));
        return counts;
    }

    @Override
    public Map<String, Double> getStepSeconds() {
        Map<String, Double> seconds = new TreeMap<>();
        nanos.forEach((key, time) -> seconds.put(key, time.sum() / 1e9));
        return seconds;
    }
}
