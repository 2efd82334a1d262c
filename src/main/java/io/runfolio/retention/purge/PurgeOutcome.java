package io.runfolio.retention.purge;

import io.runfolio.bundle.ledger.Removal;
import io.runfolio.dedup.OriginalNames;
import io.runfolio.retention.Protection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Result of an order.
 *
 * @param status what was done
 * @param removal the removal; empty if absent
 * @param protections what protects the files; empty unless the status is {@link Status#PROTECTED}
 * @param names names that the bytes of the files had, by path; only files that shared them and are not deleted yet
 */
public record PurgeOutcome(
        Status status, Optional<Removal> removal, List<Protection> protections, Map<String, OriginalNames> names) {
    public PurgeOutcome {
        names = Map.copyOf(names);
        protections = List.copyOf(protections);
    }

    /** Effect of an order. */
    public enum Status {
        /** The files are removed. */
        PURGED,
        /** An earlier order with the same id had removed them; what it left undone is done. */
        ALREADY_PURGED,
        /** An earlier order with the same id had removed them, and they were restored since. */
        RESTORED_SINCE,
        /** The run is not as it was when the order was decided; nothing was done. */
        CHANGED,
        /** There is no file to remove. */
        NOTHING,
        /** A protection forbids it; nothing was done. */
        PROTECTED
    }

    static PurgeOutcome of(Status status, Removal removal) {
        return new PurgeOutcome(status, Optional.ofNullable(removal), List.of(), Map.of());
    }

    PurgeOutcome with(Map<String, OriginalNames> found) {
        return new PurgeOutcome(status, removal, protections, found);
    }

    static PurgeOutcome refused(List<Protection> protections) {
        return new PurgeOutcome(Status.PROTECTED, Optional.empty(), protections, Map.of());
    }

    /** Returns the size of the removed files, in bytes. */
    public long bytes() {
        return removal.map(Removal::bytes).orElse(0L);
    }
}
