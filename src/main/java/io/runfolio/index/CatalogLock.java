package io.runfolio.index;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.coordination.WriterLocks;
import java.util.function.Supplier;

/**
 * Serializes writers of the catalog's file, over all threads and processes. A database locks its own transactions; this
 * also holds while a whole file replaces another.
 */
public final class CatalogLock {
    private final WriterLocks locks;

    public CatalogLock(BundleLayout layout) {
        locks = layout.coordination().writerLocks();
    }

    /** Runs some work while holding the write lock. Not reentrant. */
    public <T> T writing(Supplier<T> work) {
        return locks.catalog().with(work);
    }

    /** Does some work while no one else rebuilds the catalog; others may write meanwhile. */
    public <T> T rebuilding(Supplier<T> work) {
        return locks.catalogRebuild().with(work);
    }
}
