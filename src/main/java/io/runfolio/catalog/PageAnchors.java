package io.runfolio.catalog;

import java.util.List;

/**
 * Cursors at regular distances in a list, to open any part of it directly.
 *
 * @param total number of rows, counted up to a bound
 * @param cursors the cursor of row {@code step}, of row {@code 2 * step} and so on, counted from 0
 */
public record PageAnchors(long total, List<String> cursors) {
    public PageAnchors {
        cursors = List.copyOf(cursors);
    }
}
