package io.runfolio.catalog;

import io.runfolio.artifact.RunView;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Puts many runs in, a chunk at a time: while one is written, others are made ready.
 *
 * @param write puts a chunk in
 * @param chunk runs at a time
 */
record BulkPut(Consumer<List<RunRow>> write, int chunk) {

    void all(Iterable<RunView> runs) {
        Iterator<RunRow> rows = new Ahead<>(runs.iterator(), run -> Optional.of(RunRow.of(run)));
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
