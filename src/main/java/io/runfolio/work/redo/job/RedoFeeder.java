package io.runfolio.work.redo.job;

import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.catalog.Page;
import io.runfolio.catalog.sync.CatalogAccess;
import io.runfolio.coordination.job.JobCursor;
import io.runfolio.coordination.job.JobPage;
import io.runfolio.coordination.job.JobQueue;
import io.runfolio.coordination.job.JobTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Moves the cursors of jobs over the catalog, in the order of run ids. Thread-safe. */
final class RedoFeeder {
    /** Runs that a cursor passes at once, so that a pause takes effect soon where few outputs are meant. */
    private static final int MAX_RUNS = 100;

    private static final int PAGE = 500;

    private final JobQueue jobs;
    private final CatalogAccess catalog;
    private final int backlog;

    /** @param backlog maximum number of open tasks of a job */
    RedoFeeder(JobQueue jobs, CatalogAccess catalog, int backlog) {
        this.jobs = jobs;
        this.catalog = catalog;
        this.backlog = backlog;
    }

    /** Feeds the job that has been waiting for the longest time; returns false if none needs tasks. */
    boolean feed() {
        Optional<JobCursor> cursor = jobs.hungry(backlog);
        cursor.ifPresent(found -> {
            catalog.follower().catchUp();
            jobs.feed(found, page(catalog.catalog(), found));
        });
        return cursor.isPresent();
    }

    private static JobPage page(Catalog catalog, JobCursor cursor) {
        RedoOrder order = RedoOrder.read(cursor.order());
        ArtifactQuery query = order.query().query();
        List<String> runs = catalog.runIdsAfter(cursor.position(), MAX_RUNS);
        List<JobTask> tasks = new ArrayList<>();
        String position = cursor.position();
        long seen = 0;
        for (String run : runs) {
            if (run.compareTo(order.until()) > 0) {
                return new JobPage(tasks, position, seen, true);
            }
            List<CatalogArtifact> artifacts = artifacts(catalog, query, run);
            List<JobTask> more = RunTask.of(
                    artifacts.stream()
                            .filter(artifact -> order.isMeant(artifact.view()))
                            .toList(),
                    cursor.room());
            if (tasks.size() + more.size() > cursor.room()) {
                return new JobPage(tasks, position, seen, false);
            }
            tasks.addAll(more);
            seen += artifacts.size();
            position = run;
        }
        return new JobPage(tasks, position, seen, runs.size() < MAX_RUNS);
    }

    private static List<CatalogArtifact> artifacts(Catalog catalog, ArtifactQuery query, String run) {
        if (query.runId().filter(wanted -> !wanted.equals(run)).isPresent()) {
            return List.of();
        }
        List<CatalogArtifact> all = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            Page<CatalogArtifact> page = catalog.artifacts(query.withRun(run), PAGE, next);
            all.addAll(page.items());
            next = page.next();
        } while (next.isPresent());
        return all;
    }
}
