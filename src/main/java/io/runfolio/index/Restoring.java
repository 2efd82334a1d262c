package io.runfolio.index;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/**
 * Gives lines to bundles that have none, many with one write. Only folders without line are looked into. They are handed over a day at a time, so that one listing serves several files of lines. Not safe for use by
 * several threads.
 *
 * @param <T> what a line says
 */
public final class Restoring<T> {
    private static final int BATCH = 500;

    private final UnaryOperator<List<Path>> missing;
    private final Function<Path, Optional<T>> line;
    private final ToIntFunction<List<T>> append;
    private final List<T> batch = new ArrayList<>();
    private int restored;

    /**
     * @param missing of some folders, those that have no line
     * @param line what a folder calls for; empty if it is no bundle or cannot be read
     * @param append appends lines and returns how many
     */
    Restoring(UnaryOperator<List<Path>> missing, Function<Path, Optional<T>> line, ToIntFunction<List<T>> append) {
        this.missing = missing;
        this.line = line;
        this.append = append;
    }

    /** Looks at all that stands in a day's folder. */
    public void look(List<Path> folders) {
        for (Path folder : missing.apply(folders)) {
            line.apply(folder).ifPresent(batch::add);
            if (batch.size() == BATCH) {
                append();
            }
        }
    }

    /** Appends what is left, and returns how many lines were appended since the start. */
    public int end() {
        append();
        return restored;
    }

    private void append() {
        restored += batch.isEmpty() ? 0 : append.applyAsInt(batch);
        batch.clear();
    }
}
