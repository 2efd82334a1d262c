package io.runfolio.replica;

import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.RunfolioException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows and publishes in the background. It never fails: the next call continues. Thread-safe. */
public final class StoreTask {
    private static final Logger LOG = LoggerFactory.getLogger(StoreTask.class);

    private final WorkingCopy copy;
    private volatile String trouble = "";

    public StoreTask(WorkingCopy copy) {
        this.copy = copy;
    }

    /** Fetches what others have written, and writes what the store lacks of the index and of ledgers. */
    public synchronized void follow() {
        try {
            copy.publish();
            copy.catchUp(false);
            if (!trouble.isEmpty()) {
                LOG.info("the working copy follows the object store again");
            }
            trouble = "";
        } catch (InterruptedRunException e) {
            LOG.debug("the working copy was not updated: {}", e.getMessage());
        } catch (RunfolioException e) {
            String reason = String.valueOf(e.getMessage());
            if (!reason.equals(trouble)) {
                LOG.warn("the working copy cannot follow the object store, and tries again: {}", reason);
            }
            trouble = reason;
        }
    }

    /** Returns why the last call failed; empty if it did not. */
    public String trouble() {
        return trouble;
    }
}
