package io.runfolio.work;

import io.runfolio.catalog.sync.CatalogAccess;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.RunfolioException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Updates the catalog in the background. It never fails: what it cannot do now is done at the next call. */
public final class CatalogUpdater {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogUpdater.class);

    private static final double NANOS_PER_SECOND = 1e9;

    private final CatalogAccess catalog;
    private String trouble = "";
    private volatile boolean isBehind;
    /** Start of the oldest update that has not succeeded, by the monotonic clock. */
    private volatile long behindSince;

    public CatalogUpdater(CatalogAccess catalog) {
        this.catalog = catalog;
    }

    /** Returns for how many seconds the catalog has lagged behind: 0 after a successful update. */
    public double lagSeconds() {
        return isBehind ? (System.nanoTime() - behindSince) / NANOS_PER_SECOND : 0;
    }

    /** Adds new and changed runs to the catalog. A failure is logged once until the next success. */
    public synchronized void catchUp() {
        if (!isBehind) {
            behindSince = System.nanoTime();
            isBehind = true;
        }
        try {
            catalog.follower().catchUp();
            if (!trouble.isEmpty()) {
                LOG.info("the catalog is up to date again");
            }
            trouble = "";
            isBehind = false;
        } catch (InterruptedRunException e) {
            LOG.debug("the catalog was not updated: {}", e.getMessage());
        } catch (RunfolioException e) {
            String now = String.valueOf(e.getMessage());
            if (!now.equals(trouble)) {
                LOG.warn("the catalog cannot be updated and is tried again; bundling goes on: {}", now);
            }
            trouble = now;
        }
    }
}
