package io.runfolio.retention.purge;

import io.runfolio.bundle.ledger.Removal;
import java.util.List;

/**
 * Result of restoring a removal.
 *
 * @param removal the removal as its purge line has it
 * @param restored paths that are in the bundle again; empty if they were before
 * @param missing paths that the trash does not have
 */
public record RestoreOutcome(Removal removal, List<String> restored, List<String> missing) {
    public RestoreOutcome {
        restored = List.copyOf(restored);
        missing = List.copyOf(missing);
    }
}
