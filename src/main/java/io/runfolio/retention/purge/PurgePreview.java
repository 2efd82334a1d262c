package io.runfolio.retention.purge;

import io.runfolio.bundle.ledger.RemovedFile;
import io.runfolio.retention.Protection;
import java.util.List;

/**
 * Effect that a purge would have now.
 *
 * @param files the files, in the order of their paths; also those that a protection keeps
 * @param protections what forbids it; empty if it would happen
 * @param isEffective whether an unprotected purge would change anything
 */
public record PurgePreview(List<RemovedFile> files, List<Protection> protections, boolean isEffective) {
    public PurgePreview {
        files = List.copyOf(files);
        protections = List.copyOf(protections);
    }

    /** Returns the word for the effect: {@code would_purge}, {@code protected} or {@code nothing}. */
    public String word() {
        if (!protections.isEmpty()) {
            return "protected";
        }
        return isEffective ? "would_purge" : "nothing";
    }
}
