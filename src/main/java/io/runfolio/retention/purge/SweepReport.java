package io.runfolio.retention.purge;

import java.util.List;

/**
 * Result of a sweep of the trash.
 *
 * @param deleted removals whose files are now deleted for good
 * @param kept removals whose time is over and that a protection keeps
 * @param problems bundles or folders that could not be processed, as sentences
 */
public record SweepReport(List<TrashEntry> deleted, List<TrashEntry> kept, List<String> problems) {
    public SweepReport {
        deleted = List.copyOf(deleted);
        kept = List.copyOf(kept);
        problems = List.copyOf(problems);
    }

    /** Returns the size of the files that were deleted, in bytes. */
    public long bytes() {
        return deleted.stream().mapToLong(entry -> entry.removal().bytes()).sum();
    }
}
