package io.runfolio.flow.sqs;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the messages of all batches invisible to others while their events become durable. Thread-safe. */
final class VisibilityExtender implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(VisibilityExtender.class);
    private static final int RUNS_PER_TIMEOUT = 3;

    private final Duration visibility;
    private final Set<MessageBatch> batches = ConcurrentHashMap.newKeySet();

    VisibilityExtender(Duration visibility) {
        this.visibility = visibility;
    }

    /** Returns the time between two runs; two of them may fail before a message is visible. */
    Duration period() {
        return visibility.dividedBy(RUNS_PER_TIMEOUT);
    }

    void add(MessageBatch batch) {
        batches.add(batch);
    }

    void remove(MessageBatch batch) {
        batches.remove(batch);
    }

    @Override
    public void run() {
        try {
            batches.forEach(batch -> batch.extend(visibility));
        } catch (RuntimeException e) {
            // it would end the schedule
            LOG.error("the visibility of messages was not extended", e);
        }
    }
}
