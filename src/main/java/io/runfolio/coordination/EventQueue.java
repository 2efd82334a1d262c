package io.runfolio.coordination;

import io.runfolio.intake.RefusedEventException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Queue of events as one worker sees it. One worker claims an event, then completes, refuses or releases it.
 *
 * <p>An accepted event is durable at every moment. Implementations are safe for use by several threads.
 *
 * <p>A claim whose worker has died is recovered by another one, which gets the attempts that were counted before. An
 * implementation with leases must refuse every call for a claim that it has given to another worker.
 */
public interface EventQueue extends AutoCloseable {
    /**
     * Claims a waiting event. The result is empty if another worker has the event, its producer has not finished it or
     * the system does not allow the claim.
     *
     * @param event the event's place in the queue, as the intake has found it
     */
    Optional<Claim> claim(String event);

    /**
     * Claims waiting events, those that have waited longest first.
     *
     * @param max maximum number of claims
     */
    List<Claim> claimNext(int max);

    /** Stores an event that came by another way and claims it at once; it is durable when this returns. */
    Claim accept(byte[] event, String name);

    /**
     * Stores an event for the worker that claims it first; it is durable when this returns.
     *
     * @param label begins its name
     */
    void deposit(byte[] event, String label);

    /** Recovers the claims of workers that have died. */
    List<Claim> recoverClaims();

    /**
     * Counts an attempt durably before it begins, so that an event that ends the process is counted too.
     *
     * @param maxAttempts number of attempts allowed
     * @return number of this attempt, without those that were withdrawn; 1 is the first
     * @throws RefusedEventException if there were enough already
     */
    int beginAttempt(Claim claim, int maxAttempts);

    /** Returns whether the next attempt is the last one allowed; false for an event that was never tried. */
    boolean isLastAttempt(Claim claim, int maxAttempts);

    /** Returns whether an event whose attempt is in progress may be tried once more. */
    boolean hasAttemptLeft(Claim claim, int maxAttempts);

    /** Records that an attempt failed for a reason that may pass. */
    void recordFailure(Claim claim, String reason);

    /** Returns why earlier attempts failed, oldest first: each with {@code at} and {@code reason}. */
    List<Map<String, Object>> failures(Claim claim);

    /** Returns the guard of the step that makes the bundle of a claim visible. */
    default SealGuard guard(Claim claim) {
        return SealGuard.NONE;
    }

    /** Forgets a claim that another worker has taken over; the event is left unchanged. */
    default void drop(Claim claim) {}

    /** Removes a claimed event whose bundle and lines are durable, and keeps it as done. */
    void complete(Claim claim);

    /**
     * Removes a claimed event that can never be bundled, and keeps it with the reason.
     *
     * @param eventId its identity; empty text if that is not known
     * @param at the time, ISO 8601
     */
    void refuse(Claim claim, RefusedEventException why, String eventId, String at);

    /** Returns a claimed event to the queue as new, without its attempts. */
    void release(Claim claim);

    /**
     * Sets a claimed event aside until a time, with its state. An attempt in progress does not count. The state is
     * durable when this returns, and the event is never lost between the two.
     */
    void park(Claim claim, Waiting waiting);

    /**
     * Claims waiting events whose time has come, the most urgent first. A claim keeps its id.
     *
     * @param states accepts the states of wanted events; the state of an event whose note is damaged is empty text
     * @param max maximum number of claims
     */
    List<Claim> claimDue(Predicate<String> states, Instant now, int max);

    /**
     * Claims a parked event before its time. A claim keeps its id.
     *
     * @param name name of the event file
     * @return empty if no parked event has that name, another worker was quicker, or the system does not allow the
     *     claim
     */
    Optional<Claim> wake(String name);

    /** Returns what a claimed event has waited for; empty if it never waited, or its waiting has ended. */
    Optional<Waiting> waiting(Claim claim);

    /** Ends the waiting of a claimed event, whose next attempt can bundle it. */
    void endWaiting(Claim claim);

    /**
     * Replaces the content of a claimed event, such as by one with the result that it has waited for. The new content
     * is durable when this returns; after a kill the event has the old or the new one.
     */
    void amend(Claim claim, byte[] event);

    /** Returns the waiting events by their next try, those that a worker is trying now included. */
    List<WaitingEvent> waitingEvents();

    /**
     * Returns how many events wait for a claim; empty if this is not counted.
     *
     * <p>It costs a listing of the queue, or a query. Its reader keeps the result for some seconds.
     */
    default Optional<QueueDepth> depth() {
        return Optional.empty();
    }

    /** Returns whether no event waits and neither this worker nor a dead one has a claim. */
    boolean isIdle();

    /** Returns the names of waiting events whose claim the system has refused several times. */
    List<String> blockedEvents();

    /** Releases claims without attempt; claims with one stay for another worker to recover. */
    @Override
    void close();
}
