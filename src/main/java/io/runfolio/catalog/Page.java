package io.runfolio.catalog;

import java.util.List;
import java.util.Optional;

/**
 * A page of a list that is newest first.
 *
 * @param items what is on it
 * @param next the cursor of the page after it; empty on the last. Opaque, and good for as long as the catalog's entries are: rows that come later never shift a page
 */
public record Page<T>(List<T> items, Optional<String> next) {
    public Page {
        items = List.copyOf(items);
    }
}
