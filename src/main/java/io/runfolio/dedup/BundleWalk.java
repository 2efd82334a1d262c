package io.runfolio.dedup;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.UnreadableRecordException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Converts the originals of bundles, each bundle under its run's lock.
 *
 * <p>What cannot be converted is counted and left as it is.
 */
final class BundleWalk {
    private final BundleLayout layout;
    private final OriginalWork work;
    private final DedupTally tally = new DedupTally();

    BundleWalk(BundleLayout layout, OriginalWork work) {
        this.layout = layout;
        this.work = work;
    }

    DedupTally tally() {
        return tally;
    }

    void visit(Path bundle) {
        tally.bundle();
        layout.coordination()
                .writerLocks()
                .reviewLog(bundle.getFileName().toString())
                .with(() -> {
                    convert(bundle);
                    return null;
                });
    }

    private void convert(Path bundle) {
        try {
            for (BundleOriginal original : new BundleOriginals(layout).of(bundle)) {
                convert(original);
            }
        } catch (UnreadableRecordException e) {
            tally.unreadable(layout.relative(bundle), "its run.json cannot be read; run `runfolio verify`");
        }
    }

    private void convert(BundleOriginal original) {
        try {
            work.convert(original, tally);
        } catch (IOException e) {
            tally.skip(original, StorageErrors.reason(e));
        } catch (InterruptedRunException e) {
            throw e;
        } catch (RunfolioException e) {
            tally.skip(original, e.getMessage());
        }
    }
}
