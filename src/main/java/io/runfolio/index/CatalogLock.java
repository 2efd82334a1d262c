package io.runfolio.index;

import io.runfolio.bundle.BundleLayout;
import java.util.function.Supplier;

/** The turns of those who write to the catalog's file, over all threads and processes. A database locks its own transactions; these turns also hold while a whole file takes the place of another. */
public final class CatalogLock {
    private final ProcessLock locks;

    /** Opens the lock file below the outputs folder, and makes it if it is missing. */
    public CatalogLock(BundleLayout layout) {
        locks = IndexLocks.writers(layout);
    }

    /** Does some work while no one else writes; a thread must not ask again while it does. */
    public <T> T writing(Supplier<T> work) {
        return locks.with(IndexLocks.CATALOG, work);
    }

    /** Does some work while no one else makes the catalog anew; others may write meanwhile. */
    public <T> T rebuilding(Supplier<T> work) {
        return locks.with(IndexLocks.CATALOG_REBUILD, work);
    }
}
