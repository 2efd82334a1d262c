package io.runfolio.api.removal;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.Catalog;
import io.runfolio.retention.Protections;
import io.runfolio.retention.purge.Purger;
import io.runfolio.retention.purge.Restorer;
import io.runfolio.retention.purge.TrashSweep;
import java.time.Clock;
import java.time.Duration;

/** Resources of removal by hand. */
public record RemovalResources(PurgeResource purges, RestoreResource restores, TrashResource trash) {

    /**
     * Creates the resources.
     *
     * @param protections what is never removed
     * @param grace time for which removed files can be restored if a request names none
     * @param changed brings the catalog up to date; called before what depends on it and after a change
     */
    public static RemovalResources of(
            BundleLayout layout,
            Catalog catalog,
            Protections protections,
            Duration grace,
            Runnable changed,
            Clock clock) {
        return new RemovalResources(
                new PurgeResource(catalog, new Purger(layout, protections, clock), grace, changed),
                new RestoreResource(catalog, new Restorer(layout, clock), changed),
                new TrashResource(new TrashSweep(layout, protections, clock), changed));
    }
}
