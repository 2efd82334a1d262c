package io.runfolio.workflow.step;

import java.util.Optional;

/** Executes steps of a kind. Implementations are safe for use by several threads. */
public interface StepEndpoint {
    /**
     * Executes one attempt of a step and waits for the answer until the deadline of the request. An interrupt of the
     * thread cancels the attempt: a child process is ended, a connection is closed.
     *
     * @throws StepFailedException if the attempt failed
     * @throws io.runfolio.files.InterruptedRunException if the thread was interrupted
     */
    StepAnswer execute(StepRequest request);

    /**
     * Returns the result that arrives later, once it is there.
     *
     * @param ticket ticket of the answer that announced it
     * @throws StepFailedException if the step failed
     */
    default Optional<StepAnswer> collect(StepRequest request, String ticket) {
        return Optional.empty();
    }

    /** Cancels the wait for a later result. */
    default void cancel(StepRequest request, String ticket) {}
}
