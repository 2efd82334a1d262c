package io.runfolio.work.redo.job;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.sync.CatalogAccess;
import io.runfolio.coordination.job.JobQueue;
import io.runfolio.settings.MediaSettings;
import io.runfolio.work.redo.DerivativeRebuild;
import io.runfolio.work.redo.Redo;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * Parts that jobs need in a worker.
 *
 * @param jobs the jobs of all workers
 * @param layout the outputs folder
 * @param catalog the catalog that cursors go over
 * @param rebuild makes derivatives again; made for each task, as most workers never see one
 * @param redo tries outputs again that have none
 * @param clock decides whether a hold has ended
 */
public record RedoJobs(
        JobQueue jobs,
        BundleLayout layout,
        CatalogAccess catalog,
        Supplier<DerivativeRebuild> rebuild,
        Supplier<Redo> redo,
        Clock clock) {

    /** Returns a worker, which begins when it is started. */
    public RedoWorker worker(MediaSettings.Jobs settings, RedoWorker.Load load) {
        return new RedoWorker(
                jobs,
                new RedoFeeder(jobs, catalog, settings.backlog()),
                () -> new RedoTasks(layout, rebuild.get(), redo.get(), clock),
                settings.parallel(),
                load);
    }
}
