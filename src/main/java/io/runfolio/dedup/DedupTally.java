package io.runfolio.dedup;

import io.runfolio.dedup.DedupResult.Remark;
import java.util.ArrayList;
import java.util.List;

/** Counts of a conversion in progress. */
final class DedupTally {
    private final List<Remark> skipped = new ArrayList<>();
    private final List<Remark> damaged = new ArrayList<>();
    private int bundles;
    private int originals;
    private int changed;
    private int unchanged;
    private long bytes;

    void bundle() {
        bundles++;
    }

    void unchanged() {
        originals++;
        unchanged++;
    }

    void changed(long size) {
        originals++;
        changed++;
        bytes += size;
    }

    void skip(BundleOriginal original, String reason) {
        originals++;
        skipped.add(new Remark(original.name(), reason));
    }

    void unreadable(String runPath, String reason) {
        skipped.add(new Remark(runPath, reason));
    }

    void damaged(BundleOriginal original) {
        originals++;
        damaged.add(new Remark(original.name(), "its bytes do not have the recorded checksum; run `runfolio verify`"));
    }

    DedupResult result(String mode, boolean isDryRun) {
        return new DedupResult(
                mode,
                isDryRun,
                bundles,
                originals,
                changed,
                unchanged,
                bytes,
                List.copyOf(skipped),
                List.copyOf(damaged));
    }
}
