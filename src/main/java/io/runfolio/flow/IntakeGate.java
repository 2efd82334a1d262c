package io.runfolio.flow;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether events are taken just now. It shuts when work cannot be done, and opens by itself when it can be again. */
public final class IntakeGate {
    private static final Logger LOG = LoggerFactory.getLogger(IntakeGate.class);

    private final Readiness readiness;
    private volatile Optional<String> pausedBecause = Optional.empty();
    private volatile boolean stopping;

    public IntakeGate(Readiness readiness) {
        this.readiness = readiness;
    }

    public boolean isOpen() {
        return pausedBecause.isEmpty() && !stopping;
    }

    /** Returns why events are not taken, if they are not. */
    public Optional<String> pausedBecause() {
        return pausedBecause;
    }

    /** Takes no more events until {@link #check()} finds that work can be done. */
    public void pause(String reason) {
        if (pausedBecause.isEmpty()) {
            LOG.warn("intake is paused: {}", reason);
        }
        pausedBecause = Optional.of(reason);
    }

    /** Looks whether work can be done, and shuts or opens accordingly. Called every few seconds by a route. */
    public void check() {
        List<Readiness.Check> obstacles = readiness.obstacles();
        if (!obstacles.isEmpty()) {
            pause(obstacles.get(0).name() + ": " + obstacles.get(0).detail());
            return;
        }
        if (pausedBecause.isPresent()) {
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
