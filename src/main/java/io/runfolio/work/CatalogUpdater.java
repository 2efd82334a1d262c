package io.runfolio.work;

import io.runfolio.catalog.sync.CatalogAccess;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.RunfolioException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Updates the catalog in the background. It never fails: what it cannot do now is done at the next call. */
public final class CatalogUpdater {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogUpdater.class);

    private final CatalogAccess catalog;
    private String trouble = "";

    public CatalogUpdater(CatalogAccess catalog) {
        this.catalog = catalog;
    }

    /** Adds new and changed runs to the catalog. A failure is logged once until the next success. */
    public synchronized void catchUp() {
        try {
            catalog.follower().catchUp();
            if (!trouble.isEmpty()) {
                LOG.info("the catalog is up to date again");
            }
            trouble = "";
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
