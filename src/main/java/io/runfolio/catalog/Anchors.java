package io.runfolio.catalog;

import java.util.List;

/**
 * Places in a list from which it can be read on, so that any part of it is reached without what is before it.
 *
 * @param total how many rows the list has, counted up to a bound
 * @param cursors the cursor of row {@code step}, of row {@code 2 * step} and so on, counted from 0
 */
public record Anchors(long total, List<String> cursors) {
    public Anchors {
        cursors = List.copyOf(cursors);
    }
}
