package io.runfolio.media.child;

/** Runs programs as child processes, directly or through a route. */
@FunctionalInterface
public interface ChildRunner {

    /**
     * Runs a program and waits for its end.
     *
     * @throws ChildNotStartedException if it cannot be started
     * @throws io.runfolio.files.InterruptedRunException if the calling thread is interrupted; the process and its
     *     descendants are dead by then
     */
    ChildResult run(ChildCommand command);
}
