package io.runfolio.media.child;

/** Runs programs. The video engines call it; what stands behind is a plain runner, or one that goes through a route. */
@FunctionalInterface
public interface ChildRunner {

    /**
     * Runs a program to its end.
     *
     * @throws ChildNotStartedException if it cannot be started
     * @throws io.runfolio.run.InterruptedRunException if the calling thread is interrupted; the program and its children are dead by then
     */
    ChildResult run(ChildCommand command);
}
