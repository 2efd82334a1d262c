package io.runfolio.dedup;

/** Observer of the steps of a conversion. Tests end the process at each of them. */
@FunctionalInterface
public interface DedupSteps {
    /** Does nothing. */
    DedupSteps NONE = step -> {};

    /** Receives a step that is about to be made. */
    void before(String step);
}
