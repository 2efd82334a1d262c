package io.runfolio.retention.access;

import io.runfolio.catalog.RunInventory;
import java.time.Instant;
import java.util.Optional;

/** Knows when artifacts were last accessed. Thread-safe. */
@FunctionalInterface
public interface LastAccess {
    /** Knows nothing. */
    LastAccess UNKNOWN = (run, item) -> Optional.empty();

    /**
     * Returns the latest time at which an artifact may have been accessed; empty if unknown.
     *
     * @param run its run
     * @param item the artifact; null for a run without artifacts
     */
    Optional<Instant> of(RunInventory run, RunInventory.Item item);
}
