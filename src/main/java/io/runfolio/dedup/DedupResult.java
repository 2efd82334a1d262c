package io.runfolio.dedup;

import java.util.List;

/**
 * Result of a conversion, or of its dry run.
 *
 * @param mode technique: {@code reflink}, {@code hardlink} or {@code off}
 * @param isDryRun whether nothing was changed
 * @param bundles number of bundles
 * @param originals number of originals
 * @param changed originals that were changed, or would be
 * @param unchanged originals that were in this form already
 * @param bytes bytes that were freed, or with {@code off} used; nothing else is counted
 * @param skipped originals that were left as they are, with the reasons
 * @param damaged originals whose bytes do not have the recorded checksum; they are left as they are
 */
public record DedupResult(
        String mode,
        boolean isDryRun,
        int bundles,
        int originals,
        int changed,
        int unchanged,
        long bytes,
        List<Remark> skipped,
        List<Remark> damaged) {
    /** File or bundle, relative to the outputs folder, and a sentence about it. */
    public record Remark(String path, String reason) {}
}
