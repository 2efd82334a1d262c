package io.runfolio.submission;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Counters of the messages of one broker. Thread-safe. */
public final class MessageCounters {
    private final String broker;
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong duplicates = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong ignored = new AtomicLong();
    private final AtomicLong retries = new AtomicLong();
    private volatile Optional<String> trouble = Optional.empty();

    MessageCounters(String broker) {
        this.broker = broker;
    }

    /** Returns the name of the broker, as in the settings. */
    public String broker() {
        return broker;
    }

    void accepted() {
        accepted.incrementAndGet();
        trouble = Optional.empty();
    }

    void duplicate() {
        duplicates.incrementAndGet();
        trouble = Optional.empty();
    }

    void refused() {
        refused.incrementAndGet();
        trouble = Optional.empty();
    }

    void ignored() {
        ignored.incrementAndGet();
        trouble = Optional.empty();
    }

    void recovered() {
        trouble = Optional.empty();
    }

    /** Counts a try that failed for a reason that may pass, and keeps the reason until a message succeeds. */
    void retried(String reason) {
        retries.incrementAndGet();
        trouble = Optional.of(reason);
    }

    /** Returns the number of messages whose event became durable. */
    public long getAccepted() {
        return accepted.get();
    }

    /** Returns the number of messages whose event was known. */
    public long getDuplicates() {
        return duplicates.get();
    }

    /** Returns the number of messages that can never be bundled. */
    public long getRefused() {
        return refused.get();
    }

    /** Returns the number of notices without an event, such as one of a deleted object. */
    public long getIgnored() {
        return ignored.get();
    }

    /** Returns the number of tries that failed for a reason that may pass. */
    public long getRetries() {
        return retries.get();
    }

    /** Returns why the present message cannot be taken in; empty if the last one could. */
    public Optional<String> trouble() {
        return trouble;
    }
}
