package io.runfolio.catalog;

import io.runfolio.artifact.RunView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Puts many runs into a catalog.
 *
 * @param catalog whose transactions these are
 */
record Filling(Catalog catalog, Transactions transactions, Dialect dialect) {
    /** Runs of one transaction. */
    private static final int CHUNK = 1_000;
    /** Runs that are put in at a time where there is one transaction only: few, so that others are made ready meanwhile, see {@link Ahead}. */
    private static final int HANDFUL = 100;

    void add(Iterable<RunView> runs) {
        new BulkPut(this::put, CHUNK).all(runs);
        if (!transactions.isOpen()) {
            transactions.apart(handle -> {
                dialect.afterBulk().forEach(handle::execute);
                return null;
            });
        }
    }

    private void put(List<RunRow> rows) {
        transactions.write(handle -> {
            try (RunWriter writer = new RunWriter(handle.getConnection(), dialect)) {
                writer.put(rows);
            }
            return null;
        });
    }

    /** As {@link Catalog#replaceAll}. */
    void replace(Iterable<RunView> runs, Map<String, FeedPosition> places) {
        boolean replaced = dialect.rebuild(beside -> {
            new BulkPut(beside::put, HANDFUL).all(runs);
            beside.takePlace(places);
        });
        if (!replaced) {
            replaceInPlace(runs, places);
        }
    }

    private void replaceInPlace(Iterable<RunView> runs, Map<String, FeedPosition> places) {
        Set<String> gone = catalog.runIds();
        add(() -> StreamSupport.stream(runs.spliterator(), false)
                .peek(run -> gone.remove(run.run().runId()))
                .iterator());
        gone.forEach(catalog::remove);
        catalog.exclusively(() -> places.forEach(catalog::position));
    }
}
