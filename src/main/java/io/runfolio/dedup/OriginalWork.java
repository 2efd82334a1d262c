package io.runfolio.dedup;

import java.io.IOException;

/** Work on one original of a sealed bundle. */
@FunctionalInterface
interface OriginalWork {
    /**
     * Converts an original.
     *
     * @throws IOException if it must stay as it is
     */
    void convert(BundleOriginal original, DedupTally tally) throws IOException;
}
