package io.runfolio.replica;

/** Observer of the steps of a sweep. Tests let attempts go on, or end the sweep, at each of them. */
@FunctionalInterface
public interface SweepSteps {
    /** Does nothing. */
    SweepSteps NONE = step -> {};

    /** Receives a step that is about to be made. */
    void before(Step step);

    /** Steps of the removal of media, in their order. */
    enum Step {
        /** Reads which media bundles list, and which the store has. */
        LIST,
        /** Retires one content, so that no attempt relies on it any more. */
        RETIRE,
        /** Reads what was sealed meanwhile. */
        COMPARE,
        /** Removes one object. */
        REMOVE,
        /** Ends. */
        END
    }
}
