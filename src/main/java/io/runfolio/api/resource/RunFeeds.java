package io.runfolio.api.resource;

import io.runfolio.workflow.run.RunService;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Sources of events by run, one for all streams of a run. Those that nobody reads are dropped. Thread-safe. */
final class RunFeeds {
    private static final long UNUSED_NANOS = 60_000_000_000L;

    private final RunService runs;
    private final Map<String, RunFeed> feeds = new ConcurrentHashMap<>();

    RunFeeds(RunService runs) {
        this.runs = runs;
    }

    /** Returns the source of a run that exists, up to date. */
    RunFeed of(String runId) {
        feeds.values().removeIf(feed -> feed.unusedNanos() > UNUSED_NANOS);
        RunFeed feed = feeds.computeIfAbsent(runId, id -> new RunFeed(runs, id, System::nanoTime));
        feed.read();
        return feed;
    }
}
