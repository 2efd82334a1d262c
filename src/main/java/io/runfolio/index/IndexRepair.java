package io.runfolio.index;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/**
 * Appends lines for bundles that have none, in batches. Only folders without line are opened. Folders are passed one
 * day at a time, so that one listing serves several files. Not thread-safe.
 *
 * @param <T> content of a line
 */
public final class IndexRepair<T> {
    private static final int BATCH_SIZE = 500;

    private final UnaryOperator<List<Path>> missing;
    private final Function<Path, Optional<T>> line;
    private final ToIntFunction<List<T>> append;
    private final List<T> batch = new ArrayList<>();
    private int restored;

    /**
     * @param missing selects the folders that have no line
     * @param line builds the line of a folder; empty if it is no bundle or unreadable
     * @param append appends lines and returns their number
     */
    IndexRepair(UnaryOperator<List<Path>> missing, Function<Path, Optional<T>> line, ToIntFunction<List<T>> append) {
        this.missing = missing;
        this.line = line;
        this.append = append;
    }

    /** Repairs the lines of one day's folders. */
    public void repairDay(List<Path> folders) {
        for (Path folder : missing.apply(folders)) {
            line.apply(folder).ifPresent(batch::add);
            if (batch.size() == BATCH_SIZE) {
                append();
            }
        }
    }

    /** Appends the last batch and returns the number of all appended lines. */
    public int finish() {
        append();
        return restored;
    }

    private void append() {
        restored += batch.isEmpty() ? 0 : append.applyAsInt(batch);
        batch.clear();
    }
}
