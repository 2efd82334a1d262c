package io.runfolio.mirror;

import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.RunfolioException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies to the mirror in the background. It never fails: while the store is away, it waits longer each time. */
public final class MirrorTask implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MirrorTask.class);
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration MAX_DELAY = Duration.ofMinutes(5);

    private final Mirror mirror;
    private final MirrorCounters counters;
    private final Clock clock;
    private int failures;
    private long nextAttempt;
    private String trouble = "";

    public MirrorTask(Mirror mirror, MirrorCounters counters, Clock clock) {
        this.mirror = mirror;
        this.counters = counters;
        this.clock = clock;
    }

    /** Sends what is new, unless the store failed a short time ago. */
    public synchronized void copy() {
        if (clock.millis() < nextAttempt) {
            return;
        }
        try {
            mirror.pass(false);
            if (!trouble.isEmpty()) {
                LOG.info("the mirror works again");
            }
            failures = 0;
            nextAttempt = 0;
            trouble = "";
            Optional<String> left = mirror.failure();
            if (left.isEmpty()) {
                counters.working();
            }
        } catch (InterruptedRunException e) {
            LOG.debug("the mirror was not updated: {}", e.getMessage());
        } catch (RunfolioException e) {
            failed(String.valueOf(e.getMessage()));
        }
    }

    private void failed(String reason) {
        counters.failed(reason);
        long delay = Math.min(MAX_DELAY.toMillis(), FIRST_DELAY.toMillis() << Math.min(failures, 20));
        failures++;
        nextAttempt = clock.millis() + delay;
        if (!reason.equals(trouble)) {
            LOG.warn("the mirror cannot be updated and is tried again; bundling goes on: {}", reason);
        }
        trouble = reason;
    }

    public MirrorCounters counters() {
        return counters;
    }

    /** Ends a running pass between two objects or parts, for good. */
    public void stop() {
        mirror.stop();
    }

    @Override
    public void close() {
        mirror.close();
    }
}
