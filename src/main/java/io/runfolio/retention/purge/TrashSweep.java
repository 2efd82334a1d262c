package io.runfolio.retention.purge;

import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RenditionCache;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.ledger.LedgerTime;
import io.runfolio.bundle.ledger.Removal;
import io.runfolio.bundle.ledger.RemovalHistory;
import io.runfolio.bundle.ledger.RemovedFile;
import io.runfolio.dedup.UnusedObjects;
import io.runfolio.files.FlushFailedException;
import io.runfolio.files.RunfolioException;
import io.runfolio.index.ReviewLogs;
import io.runfolio.json.RecordMapper;
import io.runfolio.retention.Protections;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Completes removals and restores that a killed process left, and deletes files whose grace is over. Costs nothing if
 * the trash is empty. Safe to run in several processes at once.
 *
 * <p>The tombstone line is written first, then the files are deleted. What is protected by then stays in the trash.
 */
public final class TrashSweep {
    private final BundleLayout layout;
    private final ReviewLogs ledgers;
    private final RunViewReader views;
    private final FilePlacement placement;
    private final Protections protections;
    private final Clock clock;

    public TrashSweep(BundleLayout layout, Protections protections, Clock clock) {
        this.layout = layout;
        this.ledgers = new ReviewLogs(layout);
        this.views = new RunViewReader(layout);
        this.placement = new FilePlacement(layout);
        this.protections = protections;
        this.clock = clock;
    }

    /** Completes what is left undone, and deletes what is due. */
    public SweepReport sweep() {
        return sweep(removal -> isDue(removal), "retention");
    }

    /**
     * Deletes files before their grace is over.
     *
     * @param removalIds the removals; empty for all
     */
    public SweepReport empty(Set<String> removalIds, String by) {
        return sweep(removal -> removalIds.isEmpty() || removalIds.contains(removal.removalId()), by);
    }

    /** Returns the removals with files in the trash, by run path. */
    public List<TrashEntry> list() {
        List<TrashEntry> entries = new ArrayList<>();
        for (String runPath : TrashFolder.runPaths(layout)) {
            bundle(runPath).ifPresent(bundle -> entries.addAll(entries(bundle, runPath, removal -> true)));
        }
        return entries;
    }

    private SweepReport sweep(Predicate<Removal> due, String by) {
        List<TrashEntry> deleted = new ArrayList<>();
        List<TrashEntry> kept = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String runPath : TrashFolder.runPaths(layout)) {
            Optional<Path> bundle = bundle(runPath);
            if (bundle.isEmpty()) {
                problems.add(runPath + ": its files are in the trash, but the bundle is not there");
                continue;
            }
            try {
                sweep(bundle.get(), runPath, due, by, deleted, kept);
            } catch (FlushFailedException e) {
                throw e; // nothing more can be appended
            } catch (RunfolioException e) {
                problems.add(runPath + ": " + e.getMessage());
            }
        }
        if (!deleted.isEmpty()) {
            new RenditionCache(layout).clear();
        }
        sweepClones(deleted, problems);
        return new SweepReport(deleted, kept, problems);
    }

    private void sweepClones(List<TrashEntry> deleted, List<String> problems) {
        try {
            new UnusedObjects(layout)
                    .sweepClones(deleted.stream()
                            .flatMap(entry -> entry.removal().files().stream())
                            .map(RemovedFile::sha256)
                            .toList());
        } catch (RunfolioException e) {
            problems.add(e.getMessage());
        }
    }

    private void sweep(
            Path bundle,
            String runPath,
            Predicate<Removal> due,
            String by,
            List<TrashEntry> deleted,
            List<TrashEntry> kept) {
        List<TrashEntry> done = new ArrayList<>();
        ledgers.append(bundle, lines -> {
            placement.apply(runPath, lines, clock.instant());
            List<TrashEntry> found = entries(bundle, runPath, due);
            found.stream().filter(entry -> !entry.protections().isEmpty()).forEach(kept::add);
            found.stream().filter(entry -> entry.protections().isEmpty()).forEach(done::add);
            return done.stream()
                    .map(entry -> RecordMapper.line(entry.removal().tombstone(by, LedgerTime.of(clock.instant()))))
                    .toList();
        });
        if (!done.isEmpty()) {
            ledgers.with(bundle.getFileName().toString(), () -> {
                placement.apply(runPath, ReviewLogs.lines(new RunFolder(bundle).reviewLog()), clock.instant());
                return true;
            });
            deleted.addAll(done);
        }
    }

    private List<TrashEntry> entries(Path bundle, String runPath, Predicate<Removal> wanted) {
        RemovalHistory history = RemovalHistory.of(ReviewLogs.lines(new RunFolder(bundle).reviewLog()));
        List<Removal> found = TrashFolder.ids(layout, runPath).stream()
                .flatMap(id -> history.state().removal(id).stream())
                .filter(removal -> !removal.isDeleted())
                .filter(wanted)
                .toList();
        if (found.isEmpty()) {
            return List.of();
        }
        RunView run = views.read(bundle);
        return found.stream()
                .map(removal -> new TrashEntry(runPath, removal, protections.of(run, removal.artifactId())))
                .toList();
    }

    private boolean isDue(Removal removal) {
        return removal.restorableUntil()
                .map(until -> !clock.instant().isBefore(until))
                .orElse(true);
    }

    private Optional<Path> bundle(String runPath) {
        return layout.store().folder(runPath).filter(BundleReader::isBundle);
    }
}
