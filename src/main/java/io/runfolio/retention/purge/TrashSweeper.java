package io.runfolio.retention.purge;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.sync.CatalogAccess;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.RunfolioException;
import java.nio.file.Files;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sweeps the trash of removed files now and then. It never fails: what it cannot do now is done at the next call. */
public final class TrashSweeper {
    private static final Logger LOG = LoggerFactory.getLogger(TrashSweeper.class);

    private final BundleLayout layout;
    private final CatalogAccess catalog;
    private final Function<Catalog, TrashSweep> sweeps;
    private String trouble = "";

    /** @param sweeps creates the sweep over an up-to-date catalog, which knows references */
    public TrashSweeper(BundleLayout layout, CatalogAccess catalog, Function<Catalog, TrashSweep> sweeps) {
        this.layout = layout;
        this.catalog = catalog;
        this.sweeps = sweeps;
    }

    /** Completes interrupted removals and deletes files whose grace is over. Costs nothing without a trash. */
    public synchronized void sweep() {
        if (Files.notExists(layout.trash())) {
            return;
        }
        try {
            catalog.follower().catchUp();
            SweepReport report = sweeps.apply(catalog.catalog()).sweep();
            if (!report.deleted().isEmpty()) {
                LOG.info(
                        "deleted {} removals for good, {} bytes",
                        report.deleted().size(),
                        report.bytes());
            }
            warn(String.join("; ", report.problems()));
        } catch (InterruptedRunException e) {
            LOG.debug("the trash was not swept: {}", e.getMessage());
        } catch (RunfolioException e) {
            warn(String.valueOf(e.getMessage()));
        }
    }

    private void warn(String now) {
        if (!now.isEmpty() && !now.equals(trouble)) {
            LOG.warn("the trash could not be swept and is tried again: {}", now);
        }
        trouble = now;
    }
}
