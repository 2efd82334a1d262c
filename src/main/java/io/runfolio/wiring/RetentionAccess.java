package io.runfolio.wiring;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.sync.CatalogAccess;
import io.runfolio.retention.access.AccessLog;
import io.runfolio.retention.plan.RetentionCounters;
import io.runfolio.retention.plan.RetentionService;
import io.runfolio.retention.plan.ScheduledRetention;
import io.runfolio.settings.RetentionSettings;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.SettingException;
import io.runfolio.share.Shares;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** Plans of retention over one outputs folder. The catalog is opened at first use. Thread-safe. */
public final class RetentionAccess implements AutoCloseable {
    private final RunfolioSettings all;
    private final RetentionSettings settings;
    private final BundleLayout layout;
    private final CatalogAccess catalog;
    private final Clock clock;
    private final RetentionCounters counters = new RetentionCounters();
    private final AccessLog accesses;
    private RetentionService service;

    /** @param catalog closed by its owner, or by {@link #close} */
    RetentionAccess(
            RunfolioSettings all, RetentionSettings settings, BundleLayout layout, CatalogAccess catalog, Clock clock) {
        this.all = all;
        this.settings = settings;
        this.layout = layout;
        this.catalog = catalog;
        this.clock = clock;
        this.accesses = new AccessLog(layout, clock);
    }

    /**
     * Returns the access with a catalog of its own.
     *
     * @param policy a policy to use where the settings name none
     * @throws SettingException if there is no policy at all
     */
    public static RetentionAccess open(RunfolioSettings settings, Optional<Path> policy) {
        RetentionSettings retention = settings.retention().withPolicy(policy);
        if (!retention.isEnabled()) {
            throw new SettingException(
                    RetentionSettings.POLICY,
                    RetentionSettings.POLICY + " is not set: name the file with the rules of retention");
        }
        BundleLayout layout = Backends.outputs(settings);
        return new RetentionAccess(
                settings, retention, layout, new CatalogAccess(settings.catalog(), layout), Clock.systemUTC());
    }

    /** Returns the service; the first call opens the catalog. */
    public synchronized RetentionService service() {
        if (service == null) {
            Catalog opened = catalog.catalog();
            Shares shares = new Shares(layout, clock);
            service = new RetentionService(
                    settings,
                    layout,
                    new RetentionService.Planning(
                            opened,
                            () -> catalog.follower().catchUp(),
                            () -> shares.activeArtifactIds(clock.instant()),
                            accesses,
                            clock,
                            counters),
                    RetentionParts.of(all, layout, opened, clock).purger());
        }
        return service;
    }

    /** Returns what the schedule runs. */
    ScheduledRetention scheduled() {
        return new ScheduledRetention(
                layout,
                this::service,
                () -> {
                    catalog.follower().catchUp();
                    return RetentionParts.of(all, layout, catalog.catalog(), clock)
                            .sweep();
                },
                RetentionSchedule.nextTime(settings),
                clock);
    }

    /** Records an access to an artifact if a rule needs it. */
    void accessed(String artifactId) {
        service().accessed(artifactId);
    }

    /** Returns what was removed by this process. */
    public RetentionCounters counters() {
        return counters;
    }

    @Override
    public void close() {
        catalog.close();
    }
}
