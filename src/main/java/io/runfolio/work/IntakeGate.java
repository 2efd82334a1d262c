package io.runfolio.work;

import io.runfolio.files.StorageRoots;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gate of the intake: closes when no event can be bundled, and reopens by itself. */
public final class IntakeGate {
    private static final Logger LOG = LoggerFactory.getLogger(IntakeGate.class);

    private final Readiness readiness;
    private final StorageRoots roots;
    /** First pause after a failure, doubled each time until an event is bundled. */
    private static final Duration INITIAL_PAUSE = Duration.ofSeconds(2);

    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

    private volatile Optional<String> pausedBecause = Optional.empty();
    private volatile boolean stopping;
    private Duration nextPause = INITIAL_PAUSE;
    /** Start of the pause, by a monotonic clock, as the time of day can be set back. */
    private long shutSince = System.nanoTime();

    private Duration shutFor = Duration.ZERO;

    /** @param roots storage roots that are checked before each claim */
    public IntakeGate(Readiness readiness, StorageRoots roots) {
        this.readiness = readiness;
        this.roots = roots;
    }

    public boolean isOpen() {
        return pausedBecause.isEmpty() && !stopping && areRootsPresent();
    }

    private boolean areRootsPresent() {
        Optional<String> trouble = roots.findProblem();
        trouble.ifPresent(this::shut);
        return trouble.isEmpty();
    }

    /**
     * Checks that the storage roots are still the ones that the worker started with.
     *
     * @throws io.runfolio.files.RootVanishedException if one is not
     */
    public void checkRoots() {
        roots.check();
    }

    /** Returns why the intake is paused; empty if it is not. */
    public Optional<String> pauseReason() {
        return pausedBecause;
    }

    /** Pauses the intake after a failure, with back-off, until {@link #check()} passes. */
    public synchronized void pause(String reason) {
        shutSince = System.nanoTime();
        shutFor = nextPause;
        nextPause = Duration.ofMillis(Math.min(nextPause.toMillis() * 2, MAX_PAUSE.toMillis()));
        shut(reason);
    }

    private synchronized void shut(String reason) {
        if (pausedBecause.isEmpty()) {
            LOG.warn("intake is paused: {}", reason);
        }
        pausedBecause = Optional.of(reason);
    }

    /** Resets the back-off after a success. */
    public synchronized void resetBackOff() {
        nextPause = INITIAL_PAUSE;
    }

    /** Checks whether events can be bundled, and closes or opens the gate. A route calls it every few seconds. */
    public synchronized void check() {
        List<Readiness.Check> obstacles = readiness.obstacles();
        if (!obstacles.isEmpty()) {
            shut(obstacles.get(0).name() + ": " + obstacles.get(0).detail());
            return;
        }
        if (pausedBecause.isPresent() && System.nanoTime() - shutSince > shutFor.toNanos()) {
            LOG.info("intake resumed");
            pausedBecause = Optional.empty();
        }
    }

    /** Closes the gate for good, as the worker is stopping. */
    public void stop() {
        stopping = true;
    }

    public boolean isStopping() {
        return stopping;
    }
}
