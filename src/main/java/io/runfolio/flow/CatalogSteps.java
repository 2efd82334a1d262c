package io.runfolio.flow;

import io.runfolio.catalog.CatalogAccess;
import io.runfolio.run.InterruptedRunException;
import io.runfolio.run.RunfolioException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the catalog up to date beside the runs. It never fails: what it cannot do now is done at the next call. */
public final class CatalogSteps {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogSteps.class);

    private final CatalogAccess catalog;
    private String trouble = "";

    public CatalogSteps(CatalogAccess catalog) {
        this.catalog = catalog;
    }

    /** Reads what has come. A failure is told once, not every time that it is met again. */
    public synchronized void catchUp() {
        try {
            catalog.follower().catchUp();
            if (!trouble.isEmpty()) {
                LOG.info("the catalog is kept up to date again");
            }
            trouble = "";
        } catch (InterruptedRunException e) {
            LOG.debug("the catalog is left as it is: {}", e.getMessage());
        } catch (RunfolioException e) {
            String now = String.valueOf(e.getMessage());
            if (!now.equals(trouble)) {
                LOG.warn("the catalog is not kept up to date for now; no run waits for it: {}", now);
            }
            trouble = now;
        }
    }
}
