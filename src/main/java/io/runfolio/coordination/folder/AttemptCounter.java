package io.runfolio.coordination.folder;

import io.runfolio.coordination.AttemptLimit;
import io.runfolio.coordination.Claim;
import io.runfolio.intake.RefusedEventException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts one worker's attempts at its claims, on disk before they begin. So an event that ends the process is counted
 * too.
 */
final class AttemptCounter {
    private final InboxLayout layout;
    private final String worker;
    /** Counts of the claims whose attempt is in progress; nobody else appends to their history meanwhile. */
    private final Map<String, AttemptHistory.Count> inProgress = new ConcurrentHashMap<>();

    AttemptCounter(InboxLayout layout, String worker) {
        this.layout = layout;
        this.worker = worker;
    }

    boolean isLastAttempt(Claim claim, int maxAttempts) {
        int counted = history(claim).count().counting();
        return AttemptLimit.isLast(counted, maxAttempts);
    }

    boolean hasAttemptLeft(Claim claim, int maxAttempts) {
        AttemptHistory.Count known = inProgress.get(claim.id());
        return (known == null ? history(claim).count() : known).counting() < maxAttempts;
    }

    /**
     * Records an attempt before it begins.
     *
     * @return the number of this attempt, without those that were withdrawn; 1 is the first
     * @throws RefusedEventException if no attempt is left
     */
    int begin(Claim claim, int maxAttempts) {
        AttemptHistory attempts = history(claim);
        AttemptHistory.Count before = attempts.count();
        if (before.counting() >= maxAttempts) {
            throw AttemptLimit.exhausted(before.counting(), attempts.failures());
        }
        attempts.started(worker);
        AttemptHistory.Count now = before.plusOne();
        inProgress.put(claim.id(), now);
        return now.counting();
    }

    void recordFailure(Claim claim, String reason) {
        history(claim).failed(worker, reason);
    }

    List<Map<String, Object>> failures(Claim claim) {
        AttemptHistory.Count known = inProgress.get(claim.id());
        boolean isFirst = known != null && known.begun() == 1;
        return isFirst ? List.of() : history(claim).failures(); // most attempts are the first: saves reading
    }

    /** Returns all that is recorded of the attempts at a claim. */
    List<Map<String, Object>> records(Claim claim) {
        return history(claim).history();
    }

    /** Withdraws an attempt in progress, so that it does not count; returns whether there was one. */
    boolean withdraw(Claim claim) {
        boolean isInProgress = inProgress.containsKey(claim.id());
        if (isInProgress) {
            history(claim).withdraw(worker);
        }
        return isInProgress;
    }

    /** Ends an attempt whose outcome is not recorded. */
    void end(Claim claim) {
        inProgress.remove(claim.id());
    }

    /** Deletes the record of all attempts at a claim. */
    void forget(Claim claim) {
        history(claim).forget();
        inProgress.remove(claim.id());
    }

    private AttemptHistory history(Claim claim) {
        return new AttemptHistory(layout.attempts(claim.id()));
    }
}
