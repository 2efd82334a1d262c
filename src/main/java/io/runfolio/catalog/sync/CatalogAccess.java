package io.runfolio.catalog.sync;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.CatalogException;
import io.runfolio.settings.CatalogSettings;
import java.util.Optional;

/**
 * Opens the catalog at first use, so that a start does not wait for a database. Thread-safe. After a failure, the next
 * use tries again.
 */
public final class CatalogAccess implements AutoCloseable {
    private final CatalogSettings settings;
    private final BundleLayout layout;
    private Optional<Opened> opened = Optional.empty();
    private boolean closed;

    private record Opened(Catalog catalog, CatalogFollower follower) {}

    public CatalogAccess(CatalogSettings settings, BundleLayout layout) {
        this.settings = settings;
        this.layout = layout;
    }

    /**
     * Returns the catalog, which may be behind the bundles.
     *
     * @throws CatalogException if the database does not answer, or this is closed
     */
    public Catalog catalog() {
        return open().catalog();
    }

    /** Returns the follower that updates the catalog; fails as {@link #catalog()} does. */
    public CatalogFollower follower() {
        return open().follower();
    }

    private synchronized Opened open() {
        if (closed) {
            throw new CatalogException("The catalog is closed", null);
        }
        if (opened.isEmpty()) {
            Catalog catalog = CatalogFactory.open(settings, layout);
            opened = Optional.of(new Opened(catalog, new CatalogFollower(catalog, layout)));
        }
        return opened.get();
    }

    /** Stops a running update; the next one continues from there. */
    public synchronized void stop() {
        opened.ifPresent(open -> open.follower().stop());
    }

    @Override
    public synchronized void close() {
        closed = true;
        opened.ifPresent(open -> open.catalog().close());
        opened = Optional.empty();
    }
}
