package io.runfolio.flow;

import io.runfolio.run.StorageRoots;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether events are taken just now. It shuts when work cannot be done, and opens by itself when it can be again. */
public final class IntakeGate {
    private static final Logger LOG = LoggerFactory.getLogger(IntakeGate.class);

    private final Readiness readiness;
    private final StorageRoots roots;
    /** After a failure the gate stays shut for so long, doubled each time up to the longest, until an event is bundled. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private volatile Optional<String> pausedBecause = Optional.empty();
    private volatile boolean stopping;
    private Duration nextPause = FIRST_PAUSE;
    /** By a monotonic clock: the time of day may be set back. */
    private long shutSince = System.nanoTime();

    private Duration shutFor = Duration.ZERO;

    /**
     * @param roots are looked at before each claim
     */
    public IntakeGate(Readiness readiness, StorageRoots roots) {
        this.readiness = readiness;
        this.roots = roots;
    }

    public boolean isOpen() {
        return pausedBecause.isEmpty() && !stopping && areRootsThere();
    }

    private boolean areRootsThere() {
        Optional<String> trouble = roots.trouble();
        trouble.ifPresent(this::shut);
        return trouble.isEmpty();
    }

    /**
     * Checks that the storage roots are what they were.
     *
     * @throws io.runfolio.run.RootVanishedException if one is not
     */
    void checkRoots() {
        roots.check();
    }

    /** Returns why events are not taken, if they are not. */
    public Optional<String> pausedBecause() {
        return pausedBecause;
    }

    /** Takes no more events for a while, as work has just failed, and then until {@link #check()} finds that it can be done. */
    public synchronized void pause(String reason) {
        shutSince = System.nanoTime();
        shutFor = nextPause;
        nextPause = Duration.ofMillis(Math.min(nextPause.toMillis() * 2, LONGEST_PAUSE.toMillis()));
        shut(reason);
    }

    private synchronized void shut(String reason) {
        if (pausedBecause.isEmpty()) {
            LOG.warn("intake is paused: {}", reason);
        }
        pausedBecause = Optional.of(reason);
    }

    /** Work has been done: the next pause is a short one again. */
    public synchronized void workDone() {
        nextPause = FIRST_PAUSE;
    }

    /** Looks whether work can be done, and shuts or opens accordingly. Called every few seconds by a route. */
    public synchronized void check() {
        List<Readiness.Check> obstacles = readiness.obstacles();
        if (!obstacles.isEmpty()) {
            shut(obstacles.get(0).name() + ": " + obstacles.get(0).detail());
            return;
        }
        if (pausedBecause.isPresent() && System.nanoTime() - shutSince > shutFor.toNanos()) {
            LOG.info("intake goes on");
            pausedBecause = Optional.empty();
        }
    }

    /** The worker has been told to stop: nothing new is begun. */
    public void stop() {
        stopping = true;
    }

    public boolean isStopping() {
        return stopping;
    }
}
