package io.runfolio.retention.purge;

import io.runfolio.bundle.BundleLayout;
import java.time.Clock;
import java.util.List;

/** Completes the removals of a bundle that a killed process began. Thread-safe. */
public final class RemovalRepair {
    private final FilePlacement placement;
    private final Clock clock;

    public RemovalRepair(BundleLayout layout, Clock clock) {
        this.placement = new FilePlacement(layout);
        this.clock = clock;
    }

    /**
     * Places the files where the ledger says that they belong. The caller holds the lock of the run's review log.
     *
     * @param ledger the whole lines of the bundle's ledger
     */
    public void complete(String runPath, List<byte[]> ledger) {
        placement.apply(runPath, ledger, clock.instant());
    }
}
