package io.runfolio.flow;

import io.runfolio.coordination.Claim;
import java.util.concurrent.atomic.AtomicInteger;

/** Round of tries at the files of one claimed event; the last try to end ends the round. */
public final class FetchBatch {
    private final Claim claim;
    private final AtomicInteger open;

    /** @param jobs number of jobs */
    FetchBatch(Claim claim, int jobs) {
        this.claim = claim;
        this.open = new AtomicInteger(jobs);
    }

    Claim claim() {
        return claim;
    }

    /** Ends a job; returns whether it was the last one. */
    boolean end() {
        return open.decrementAndGet() == 0;
    }
}
