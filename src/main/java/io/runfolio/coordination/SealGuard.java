package io.runfolio.coordination;

import io.runfolio.run.EventOrigin;

/** Guard of the step that makes the bundle of one claim visible. */
public interface SealGuard {
    /** Guard of a coordination whose claims cannot be lost while their worker is alive. */
    SealGuard NONE = new SealGuard() {
        @Override
        public long fence() {
            return 0;
        }

        @Override
        public void seal(EventOrigin event, String runId, String indexLine, Step step) {
            step.run();
        }
    };

    /** Returns the number of the claim, which grows with every claim of the event; 0 if claims have none. */
    long fence();

    /** Returns whether claims have numbers, as they can be lost while their worker is alive. */
    default boolean isFenced() {
        return fence() > 0;
    }

    /**
     * Runs the step that makes a bundle visible, and records the seal with it.
     *
     * @param indexLine line of the run for the index, without its end
     * @param step the step; it is repeatable only if it has failed
     * @throws ClaimLostException if another worker has the claim; the step has not run then
     * @throws io.runfolio.files.StorageException if the seal could not be recorded. The bundle may be visible then, and
     *     the next attempt completes it
     */
    void seal(EventOrigin event, String runId, String indexLine, Step step);

    /** Step that makes a bundle visible. */
    interface Step {
        /** Makes the bundle visible as a whole. */
        void run();

        /** Returns whether the bundle of a run is visible. */
        boolean isVisible(String runId);
    }
}
