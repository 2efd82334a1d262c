package io.runfolio.mirror;

import io.runfolio.files.InterruptedRunException;

/** Signal that ends a pass between two objects or parts. Thread-safe. */
final class StopSignal {
    private volatile boolean stopped;

    void stop() {
        stopped = true;
    }

    /** @throws InterruptedRunException if the mirror is stopping */
    void check() {
        if (stopped) {
            throw new InterruptedRunException("The mirror is stopping; the next pass continues", null);
        }
    }
}
