package io.runfolio.retention.plan;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.coordination.AliveMarks;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.RandomIds;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.retention.purge.SweepReport;
import io.runfolio.retention.purge.TrashSweep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retention by schedule: makes a plan and applies it, then sweeps the trash. A plan that was interrupted is continued
 * first. Of several processes, one does each run. A failure is logged; the next run tries again. Thread-safe.
 */
public final class ScheduledRetention {
    /** Name in the ledgers of bundles. */
    public static final String BY = "retention";

    private static final Logger LOG = LoggerFactory.getLogger(ScheduledRetention.class);
    private static final String MARK = "retention-schedule";
    private static final int RANDOM_BYTES = 8;

    private final Supplier<RetentionService> services;
    private final Supplier<TrashSweep> trash;
    private final AliveMarks marks;
    private final Path last;
    private final Path current;
    private final UnaryOperator<Instant> nextTime;
    private final Clock clock;

    /**
     * @param services returns the service; called by each run, as it opens the catalog
     * @param trash returns the sweep of the trash; called by each run
     * @param nextTime returns the first time of the schedule after another time; null after the last one
     */
    public ScheduledRetention(
            BundleLayout layout,
            Supplier<RetentionService> services,
            Supplier<TrashSweep> trash,
            UnaryOperator<Instant> nextTime,
            Clock clock) {
        this.services = services;
        this.trash = trash;
        this.nextTime = nextTime;
        this.clock = clock;
        this.marks = layout.coordination().aliveMarks();
        Path folder = layout.control().resolve("retention");
        this.last = folder.resolve("last-schedule");
        this.current = folder.resolve("scheduled-plan");
    }

    /** Does a run for the time that the scheduler says. */
    public void due(Date time) {
        run(time.toInstant());
    }

    /**
     * Does one run now if times of the schedule have passed since the last one.
     *
     * <p>No worker was there then. Before the first run of a library nothing has been missed.
     */
    public void catchUp() {
        Instant now = clock.instant();
        read(last).map(nextTime).filter(missed -> !missed.isAfter(now)).ifPresent(missed -> {
            LOG.info("retention: the run of {} was missed and is done now", missed);
            run(missed, now);
        });
    }

    /**
     * Does a run.
     *
     * @param due the time for which it was scheduled; a run for this time or a later one is not done twice
     */
    public void run(Instant due) {
        run(due, due);
    }

    /** Does a run unless one for this time was done, and records the time until which all are done. */
    private void run(Instant due, Instant until) {
        if (marks.isAlive(MARK)) {
            LOG.debug("another process is doing the scheduled retention");
            return;
        }
        Thread thread = Thread.currentThread();
        int priority = thread.getPriority();
        try (AliveMarks.Mark mark = marks.register(MARK)) {
            if (read(last).filter(done -> !done.isBefore(due)).isPresent()) {
                return;
            }
            write(last, until.toString());
            thread.setPriority(Thread.MIN_PRIORITY);
            RetentionService service = services.get();
            plan(service);
            sweep(service);
        } catch (InterruptedRunException e) {
            LOG.info("the scheduled retention was interrupted; the next run continues");
        } catch (RunfolioException e) {
            LOG.warn("the scheduled retention failed and is tried again at the next time: {}", e.getMessage());
        } finally {
            thread.setPriority(priority);
        }
    }

    private void plan(RetentionService service) {
        Optional<String> open = text(current)
                .filter(id -> service.plans().find(id).isPresent())
                .filter(id -> !service.state(id).isComplete());
        if (open.isPresent() && apply(service, open.get())) {
            return;
        }
        PlanSummary plan = service.planUnlessEmpty();
        if (plan.entries() > 0) {
            write(current, plan.id());
            apply(service, plan.id());
        }
    }

    private boolean apply(RetentionService service, String planId) {
        try {
            ApplyState end = service.apply(planId, BY, state -> {});
            LOG.info(
                    "retention: plan {}: {} removals, {} bytes, {} skipped",
                    planId,
                    end.removed(),
                    end.bytes(),
                    end.skippedEntries());
            return true;
        } catch (PlanRefusedException e) {
            LOG.info("retention: {}", e.getMessage());
            return false;
        }
    }

    private void sweep(RetentionService service) {
        SweepReport report = trash.get().sweep();
        service.counters().swept(report.bytes());
        report.problems().forEach(problem -> LOG.warn("trash: {}", problem));
        if (!report.deleted().isEmpty()) {
            LOG.info("trash: {} removals deleted, {} bytes", report.deleted().size(), report.bytes());
        }
    }

    private static Optional<Instant> read(Path file) {
        try {
            return text(file).map(Instant::parse);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be read");
        }
    }

    private static void write(Path file, String text) {
        try {
            StorageRoots.createFolders(file.getParent());
            Path part = file.resolveSibling(file.getFileName() + "." + RandomIds.hex(RANDOM_BYTES));
            DurableFiles.replace(file, part, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be written");
        }
    }
}
