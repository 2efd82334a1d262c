package io.runfolio.workflow.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * Workflow runs as callers see them: HTTP, command line, gallery and Java. A run is shown as the JSON object of
 * {@code GET /v1/runs/{id}}. Thread-safe; any number of processes may use one runs folder.
 */
public interface RunService {
    /**
     * Checks everything and queues a run; it is durable when this returns.
     *
     * @throws StartRefusedException if anything is invalid, or the estimate exceeds the budget
     */
    ObjectNode start(StartRequest request);

    /** Returns a run; empty if absent. */
    Optional<ObjectNode> find(String runId);

    /**
     * Returns runs, the newest first.
     *
     * @param state state that they must have; empty for any
     * @param limit maximum number of runs
     */
    List<ObjectNode> list(Optional<RunState> state, int limit);

    /**
     * Returns the entries of a run's ledger after a position, in order; no run, no entries.
     *
     * @param after position of the last known entry; 0 for all
     */
    List<LedgerEntry> entries(String runId, long after);

    /**
     * Cancels a run that has not ended, and its child runs. Its running step is cancelled too.
     *
     * @throws StartRefusedException with 404 or 409 if there is no such run or it has ended
     */
    ObjectNode cancel(String runId, String caller);

    /**
     * Retries a failed run from its failed step.
     *
     * @param fromStep step to begin with; empty for the failed one
     * @throws StartRefusedException with 404, 409 or 422
     */
    ObjectNode retry(String runId, Optional<String> fromStep, String caller);

    /**
     * Takes the result of a step whose endpoint answered with a ticket. The result is durable when this returns; a
     * repeated one changes nothing.
     *
     * @param ticket ticket that the result belongs to; empty for the one that the step waits for
     * @param answer answer as an endpoint gives it, without a ticket
     * @throws StartRefusedException 404 if there is no such run or step, 409 if the step does not wait for this ticket
     *     or has another result already, 422 {@code answer_invalid} with each problem
     */
    ObjectNode answer(String runId, String stepId, Optional<String> ticket, ObjectNode answer, String caller);

    /** Wakes the runs that wait for a decision on an artifact. */
    void wakeForDecision(String artifactId);

    /**
     * Wakes the run whose event was bundled. A run that is not woken looks for its bundle by itself, less often.
     *
     * @param eventId identity of any event
     */
    default void wakeForBundle(String eventId) {}
}
