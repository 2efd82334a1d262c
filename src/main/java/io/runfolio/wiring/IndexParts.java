package io.runfolio.wiring;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.index.PendingRuns;
import io.runfolio.index.ProcessedEvents;
import io.runfolio.index.RunIndex;
import io.runfolio.index.RunQueries;

/**
 * Readers and writers of the bundles' index.
 *
 * @param reader reads sealed bundles
 * @param index index.jsonl
 * @param events list of processed events
 * @param pending bundles without an index line
 * @param queries queries by index and bundles
 */
record IndexParts(
        BundleReader reader, RunIndex index, ProcessedEvents events, PendingRuns pending, RunQueries queries) {

    static IndexParts of(BundleLayout layout) {
        RunIndex index = new RunIndex(layout);
        ProcessedEvents events = new ProcessedEvents(layout);
        return new IndexParts(
                new BundleReader(layout),
                index,
                events,
                new PendingRuns(layout, index, events),
                new RunQueries(layout));
    }
}
