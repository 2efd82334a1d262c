package io.runfolio.catalog;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.settings.CatalogSettings;
import java.util.Optional;

/**
 * The catalog of one process, opened when it is first used: a start waits for no database. Where opening fails, the next use tries again. Safe for use by several threads.
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
     * @throws CatalogException if the database does not answer, or this was closed
     */
    public Catalog catalog() {
        return open().catalog();
    }

    /** Returns what brings the catalog up to date; it fails as {@link #catalog()} does. */
    public CatalogFollower follower() {
        return open().follower();
    }

    private synchronized Opened open() {
        if (closed) {
            throw new CatalogException("The catalog is closed", null);
        }
        if (opened.isEmpty()) {
            Catalog catalog = Catalogs.open(settings, layout);
            opened = Optional.of(new Opened(catalog, new CatalogFollower(catalog, layout)));
        }
        return opened.get();
    }

    /** Makes whatever is just brought up to date end soon; the next time goes on from there. */
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
