package io.runfolio.catalog;

import io.runfolio.artifact.RunView;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Puts many runs in, a chunk at a time: while one is written, the next is made ready by the other processors.
 *
 * @param write puts a chunk in
 * @param chunk runs at a time
 */
record BulkPut(Consumer<List<RunRow>> write, int chunk) {

    void all(Iterable<RunView> runs) {
        Iterator<RunView> source = runs.iterator();
        CompletableFuture<List<RunRow>> ready = prepare(next(source));
        while (true) {
            List<RunRow> rows = await(ready);
            if (rows.isEmpty()) {
                return;
            }
            ready = prepare(next(source));
            write.accept(rows);
        }
    }

    private List<RunView> next(Iterator<RunView> source) {
        List<RunView> views = new ArrayList<>();
        while (views.size() < chunk && source.hasNext()) {
            views.add(source.next());
        }
        return views;
    }

    private static CompletableFuture<List<RunRow>> prepare(List<RunView> views) {
        return CompletableFuture.supplyAsync(
                () -> views.parallelStream().map(RunRow::of).toList());
    }

    private static List<RunRow> await(CompletableFuture<List<RunRow>> ready) {
        try {
            return ready.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
