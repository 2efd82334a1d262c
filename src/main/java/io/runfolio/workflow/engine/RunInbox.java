package io.runfolio.workflow.engine;

import io.runfolio.coordination.EventInbox;
import io.runfolio.coordination.InboxStatus;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Queue of runs as those who start them see it. Each run that has not ended has an event, whose file is named after the
 * run. A second event of a run is harmless, as only the holder of the run's lock works on it. Thread-safe.
 */
public final class RunInbox {
    private static final String SUFFIX = ".json";

    private final EventInbox inbox;

    /** @param inbox queue folder of the runs */
    public RunInbox(EventInbox inbox) {
        this.inbox = inbox;
    }

    static String nameOf(String runId) {
        return runId + SUFFIX;
    }

    /** Queues a run; it is durable when this returns. */
    void enqueue(String runId) {
        String event = "{\"run_id\": \"" + runId + "\"}\n";
        inbox.submit(event.getBytes(StandardCharsets.UTF_8), nameOf(runId));
    }

    /** Queues a run that has no event, as the process that started it ended in between. */
    void ensure(String runId) {
        if (!isQueued(runId)) {
            enqueue(runId);
        }
    }

    boolean isQueued(String runId) {
        return names().contains(nameOf(runId));
    }

    /** Returns the file names of all events. */
    Set<String> names() {
        return inbox.openNames();
    }

    /** Returns the numbers of runs in the queue. */
    public InboxStatus status() {
        return inbox.status();
    }
}
