package io.runfolio.retention.purge;

import io.runfolio.bundle.ledger.Removal;
import io.runfolio.retention.Protection;
import java.util.List;

/**
 * Removal whose files are in the trash.
 *
 * @param runPath the bundle's place relative to the outputs folder
 * @param removal the removal
 * @param protections what keeps its files in the trash, as nothing that is protected is deleted
 */
public record TrashEntry(String runPath, Removal removal, List<Protection> protections) {
    public TrashEntry {
        protections = List.copyOf(protections);
    }

    /** Returns the run's id. */
    public String runId() {
        return runPath.substring(runPath.lastIndexOf('/') + 1);
    }
}
