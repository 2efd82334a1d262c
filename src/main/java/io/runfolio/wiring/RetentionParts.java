package io.runfolio.wiring;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.sync.CatalogAccess;
import io.runfolio.retention.CatalogReferences;
import io.runfolio.retention.ExternalProtections;
import io.runfolio.retention.Protections;
import io.runfolio.retention.hold.HoldService;
import io.runfolio.retention.purge.Purger;
import io.runfolio.retention.purge.Restorer;
import io.runfolio.retention.purge.TrashSweep;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.share.Shares;
import io.runfolio.workflow.run.OpenRunInputs;
import java.time.Clock;

/**
 * Services of retention over one outputs folder. Without a catalog nothing is removed, as references are unknown.
 *
 * @param layout paths of the bundles
 * @param protections everything that protects an artifact: its bundle, references and share links
 * @param holds sets and releases holds
 * @param purger removes files
 * @param restorer brings files back
 * @param sweep completes removals, and deletes what is due
 */
public record RetentionParts(
        BundleLayout layout,
        Protections protections,
        HoldService holds,
        Purger purger,
        Restorer restorer,
        TrashSweep sweep) {

    /** Work with the services of retention. */
    public interface Work<T> {
        T with(RetentionParts parts);
    }

    /** Returns the services over a catalog that its owner keeps up to date. */
    public static RetentionParts of(RunfolioSettings settings, BundleLayout layout, Catalog catalog, Clock clock) {
        Protections protections = new Protections(references(settings, layout, catalog, clock), clock);
        return new RetentionParts(
                layout,
                protections,
                new HoldService(layout, clock),
                new Purger(layout, protections, clock),
                new Restorer(layout, clock),
                new TrashSweep(layout, protections, clock));
    }

    private static ExternalProtections references(
            RunfolioSettings settings, BundleLayout layout, Catalog catalog, Clock clock) {
        Shares shares = new Shares(layout, clock);
        OpenRunInputs inputs = new OpenRunInputs(settings.workflow().runs());
        return new CatalogReferences(catalog)
                .and(ExternalProtections.used(inputs::artifactIds))
                .and(ExternalProtections.shared(() -> shares.activeArtifactIds(clock.instant())));
    }

    /** Does some work with a catalog that was updated before. */
    public static <T> T use(RunfolioSettings settings, Work<T> work) {
        BundleLayout layout = Backends.outputs(settings);
        try (CatalogAccess access = new CatalogAccess(settings.catalog(), layout)) {
            access.follower().catchUp();
            return work.with(of(settings, layout, access.catalog(), Clock.systemUTC()));
        }
    }
}
