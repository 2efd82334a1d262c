package io.runfolio.flow;

import io.runfolio.coordination.Claim;
import io.runfolio.coordination.EventQueue;
import io.runfolio.files.StorageException;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.work.IntakeGate;
import io.runfolio.work.WorkerCounters;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Header;

/** Steps of the intake: every event becomes a file that this worker has claimed, whichever way it came. */
public final class IntakeSteps {
    /** Maximum number of events that are woken at once. */
    private static final int MAX_WOKEN = 100;

    private final EventQueue queue;
    private final IntakeGate gate;
    private final WorkerCounters workerCounters;
    private final Set<String> handledStates;
    private final Clock clock;
    private final int maxClaims;

    /**
     * @param handledStates states of waiting events that have a route of their own, which wakes them
     * @param maxClaims maximum number of events in progress or in memory, where a server keeps the queue
     */
    public IntakeSteps(
            EventQueue queue,
            IntakeGate gate,
            WorkerCounters workerCounters,
            Set<String> handledStates,
            Clock clock,
            int maxClaims) {
        this.queue = queue;
        this.gate = gate;
        this.workerCounters = workerCounters;
        this.handledStates = Set.copyOf(handledStates);
        this.clock = clock;
        this.maxClaims = maxClaims;
    }

    /**
     * Claims the file that the folder's consumer has found.
     *
     * @return null, which ends the exchange, if the intake is paused or the event cannot be claimed now
     */
    public Claim claim(@Header(Exchange.FILE_PATH) String file) {
        if (!gate.isOpen()) {
            return null;
        }
        Optional<Claim> claim = queue.claim(file);
        claim.ifPresent(taken -> workerCounters.eventClaimed());
        return claim.orElse(null);
    }

    /** Claims waiting events, no more than this worker can process or keep in memory. */
    public List<Claim> claimNext() {
        if (!gate.isOpen()) {
            return List.of();
        }
        int free = (int) Math.max(0, maxClaims - workerCounters.getEventsInFlight());
        List<Claim> claims = free == 0 ? List.of() : claimed(() -> queue.claimNext(free));
        claims.forEach(claim -> workerCounters.eventClaimed());
        return claims;
    }

    /** Writes an event that came in memory into the queue folder. */
    public void deposit(Object body) {
        gate.checkRoots();
        queue.deposit(bytes(body), "seda");
    }

    /** Writes an event whose sender waits for the bundle, and claims it at once. */
    public Claim accept(Object body) {
        gate.checkRoots();
        Claim claim = queue.accept(bytes(body), "create.json");
        workerCounters.eventClaimed();
        return claim;
    }

    /**
     * Claims due events whose state has no route, as it was switched off or its note is damaged. Their next attempt
     * decides again whether they wait.
     */
    public List<Claim> wake() {
        if (!gate.isOpen()) {
            return List.of();
        }
        List<Claim> claims =
                claimed(() -> queue.claimDue(state -> !handledStates.contains(state), clock.instant(), MAX_WOKEN));
        claims.forEach(claim -> workerCounters.eventClaimed());
        return claims;
    }

    /** Recovers the claims of dead workers. */
    public List<Claim> takeBack() {
        if (!gate.isOpen()) {
            return List.of();
        }
        List<Claim> claims = claimed(queue::recoverClaims);
        claims.forEach(claim -> workerCounters.eventClaimed());
        return claims;
    }

    /** Pauses the intake if the queue cannot be used, so that one line is logged and not one for each try. */
    private List<Claim> claimed(Supplier<List<Claim>> claims) {
        try {
            return claims.get();
        } catch (StorageException e) {
            gate.pause(e.getMessage());
            return List.of();
        }
    }

    private static byte[] bytes(Object body) {
        if (body instanceof byte[] bytes) {
            return bytes;
        }
        if (body instanceof CharSequence text) {
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
        throw new RefusedEventException(
                "wrong_type",
                "",
                "An event must be JSON text, bytes, a map or a RunRequest; this is "
                        + (body == null ? "nothing" : body.getClass().getName()) + ".");
    }
}
