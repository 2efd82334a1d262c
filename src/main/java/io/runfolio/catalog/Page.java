package io.runfolio.catalog;

import java.util.List;
import java.util.Optional;

/**
 * Page of a list, newest first.
 *
 * @param items entries of the page
 * @param next the cursor of the page after it; empty on the last. Opaque, and valid as long as the catalog's entries
 *     exist: later rows never shift a page
 */
public record Page<T>(List<T> items, Optional<String> next) {
    public Page {
        items = List.copyOf(items);
    }
}
