package io.runfolio.catalog.sql;

import io.runfolio.artifact.RunView;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.FeedPosition;
import io.runfolio.catalog.ParallelReadAhead;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Loads many runs into a catalog.
 *
 * @param catalog the catalog of the transactions
 */
record BulkLoader(Catalog catalog, Transactions transactions, SqlDialect dialect) {
    /** Runs in one transaction. */
    private static final int CHUNK = 1_000;
    /**
     * Runs in a chunk of a rebuild, which has one transaction. It is small, so that {@link ParallelReadAhead} prepares
     * the next ones.
     */
    private static final int REBUILD_CHUNK = 100;

    void add(Iterable<RunView> runs) {
        new BatchedRows(this::put, CHUNK).all(runs);
        if (!transactions.isOpen()) {
            transactions.withoutTransaction(handle -> {
                dialect.maintenanceStatements().forEach(handle::execute);
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
        boolean replaced = dialect.rebuildBeside(beside -> {
            new BatchedRows(beside::put, REBUILD_CHUNK).all(runs);
            beside.replaceCatalog(places);
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
        catalog.inExclusiveTransaction(() -> places.forEach(catalog::position));
    }
}
