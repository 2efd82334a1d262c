package io.runfolio.coordination.postgres;

import io.runfolio.coordination.SealGuard;

/** Steps that make a bundle visible, for tests. */
final class Steps {
    private Steps() {}

    /** Returns a step that must not run. */
    static SealGuard.Step forbidden() {
        return of(() -> {
            throw new AssertionError("the bundle became visible");
        });
    }

    static SealGuard.Step of(Runnable step) {
        return new SealGuard.Step() {
            @Override
            public void run() {
                step.run();
            }

            @Override
            public boolean isVisible(String runId) {
                return false;
            }
        };
    }
}
