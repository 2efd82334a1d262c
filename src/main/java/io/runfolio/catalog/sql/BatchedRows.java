package io.runfolio.catalog.sql;

import io.runfolio.artifact.RunView;
import io.runfolio.catalog.ParallelReadAhead;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes many runs in chunks; the next rows are prepared in parallel while a chunk is written.
 *
 * @param write writes a chunk
 * @param chunk number of runs in a chunk
 */
record BatchedRows(Consumer<List<RunRow>> write, int chunk) {

    void all(Iterable<RunView> runs) {
        Iterator<RunRow> rows = new ParallelReadAhead<>(runs.iterator(), run -> Optional.of(RunRow.of(run)));
        List<RunRow> ready = new ArrayList<>(chunk);
        while (rows.hasNext()) {
            ready.add(rows.next());
            if (ready.size() == chunk || !rows.hasNext()) {
                write.accept(ready);
                ready = new ArrayList<>(chunk);
            }
        }
    }
}
