package io.runfolio.share;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.coordination.WriterLocks;
import io.runfolio.coordination.shared.FileLineLog;
import io.runfolio.coordination.shared.LineLog;

/** Logs of links and their counters: files of the outputs folder, unless the hosts have no common one. */
final class ShareLogs {
    private ShareLogs() {}

    static LineLog links(BundleLayout layout, LineLog.Listener listener) {
        WriterLocks locks = layout.coordination().writerLocks();
        return layout.coordination()
                .records()
                .map(records -> records.log("shares", listener))
                .orElseGet(
                        () -> new FileLineLog(layout.shares().resolve("shares.jsonl"), locks.shares(), true, listener));
    }

    /** Counts need not survive a power cut, so they are not flushed to disk. */
    static LineLog counts(BundleLayout layout, LineLog.Listener listener) {
        WriterLocks locks = layout.coordination().writerLocks();
        return layout.coordination()
                .records()
                .map(records -> records.log("share-counts", listener))
                .orElseGet(() ->
                        new FileLineLog(layout.shares().resolve("counts.jsonl"), locks.shareCounts(), false, listener));
    }
}
