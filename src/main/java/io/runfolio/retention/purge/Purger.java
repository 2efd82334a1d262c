package io.runfolio.retention.purge;

import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.artifact.UnknownArtifactException;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RenditionCache;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.ledger.LedgerTime;
import io.runfolio.bundle.ledger.Removal;
import io.runfolio.bundle.ledger.RemovalHistory;
import io.runfolio.bundle.ledger.RemovalScope;
import io.runfolio.bundle.ledger.RemovedFile;
import io.runfolio.bundle.ledger.RetentionLine;
import io.runfolio.dedup.OriginalNameReader;
import io.runfolio.dedup.OriginalNames;
import io.runfolio.files.PathResolver;
import io.runfolio.index.ReviewLogs;
import io.runfolio.json.RecordMapper;
import io.runfolio.retention.Protection;
import io.runfolio.retention.Protections;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Removes files of sealed bundles. Safe for use by several threads and processes.
 *
 * <p>Under the lock of the run's review log the protections are checked, the removal's folder in the trash is created,
 * and the purge line is written with the facts of each file. Then the files are moved into that folder, or deleted if
 * there is no grace. What became protected while the line was written is not touched: a restore line takes the removal
 * back. After a kill the next call for the bundle, or {@link TrashSweep}, does the rest.
 */
public final class Purger {
    private final BundleLayout layout;
    private final ReviewLogs ledgers;
    private final RunViewReader views;
    private final RemovableFiles removable;
    private final FilePlacement placement;
    private final Protections protections;
    private final Clock clock;

    public Purger(BundleLayout layout, Protections protections, Clock clock) {
        this.layout = layout;
        this.ledgers = new ReviewLogs(layout);
        this.views = new RunViewReader(layout);
        this.removable = new RemovableFiles(layout);
        this.placement = new FilePlacement(layout);
        this.protections = protections;
        this.clock = clock;
    }

    /**
     * Removes files.
     *
     * @throws UnknownArtifactException if there is no such bundle or artifact
     * @throws io.runfolio.files.StorageException if the disk fails; if the line was written, the removal is completed
     *     later
     */
    public PurgeOutcome purge(PurgeOrder order) {
        return purge(order, run -> true);
    }

    /**
     * Removes files as {@link #purge(PurgeOrder)} does, if the run is still as it was when this was decided.
     *
     * @param isUnchanged gets the run under its lock; not called for an order that was carried out before
     */
    public PurgeOutcome purge(PurgeOrder order, Predicate<RunView> isUnchanged) {
        TrashFolder.checkFiles(layout);
        Path bundle = bundle(order.runPath(), order.artifactId());
        AtomicReference<PurgeOutcome> outcome = new AtomicReference<>();
        ledgers.append(bundle, lines -> {
            placement.apply(order.runPath(), lines, clock.instant());
            Decision decision = decide(bundle, order, isUnchanged, RemovalHistory.of(lines));
            outcome.set(decision.outcome());
            return decision.lines();
        });
        if (outcome.get().status() == PurgeOutcome.Status.PURGED) {
            ledgers.append(bundle, lines -> {
                List<Protection> found = protectedMeanwhile(bundle, order, lines);
                if (found.isEmpty()) {
                    placement.apply(order.runPath(), lines, clock.instant());
                    return List.of();
                }
                Removal removal = outcome.get().removal().orElseThrow();
                outcome.set(PurgeOutcome.refused(found));
                return List.of(RecordMapper.line(restored(removal, order.by())));
            });
        }
        if (outcome.get().status() != PurgeOutcome.Status.PURGED) {
            complete(bundle, order.runPath());
        }
        if (order.grace().isZero()) {
            new RenditionCache(layout).clear();
        }
        return outcome.get();
    }

    /**
     * Returns what a purge would remove now, and changes nothing.
     *
     * @param artifactId the artifact; null for the whole run
     * @throws UnknownArtifactException if there is no such bundle or artifact
     */
    public PurgePreview preview(String runPath, String artifactId, RemovalScope scope, boolean keepThumb) {
        RunView run = views.read(bundle(runPath, artifactId));
        requireArtifact(run, artifactId);
        List<RemovedFile> files = removable.of(run, artifactId, scope, keepThumb);
        boolean isEffective = !files.isEmpty() || scope == RemovalScope.BUNDLE && hasNoTombstone(run);
        return new PurgePreview(files, protections.of(run, artifactId), isEffective);
    }

    /**
     * Returns what protects the files since the check, such as a share link that was made before the line.
     *
     * <p>Nothing does if another process has moved a file already.
     */
    private List<Protection> protectedMeanwhile(Path bundle, PurgeOrder order, List<byte[]> lines) {
        TrashFolder trash = TrashFolder.of(layout, order.runPath(), order.removalId());
        boolean isWhole = RemovalHistory.of(lines)
                .state()
                .removal(order.removalId())
                .filter(removal -> !removal.files().isEmpty())
                .filter(removal -> removal.files().stream()
                        .allMatch(file -> trash.inBundle(file.path()).isFile()))
                .isPresent();
        return isWhole ? protections.of(views.read(bundle), order.artifactId()) : List.of();
    }

    private RetentionLine restored(Removal removal, String by) {
        List<String> paths = removal.files().stream().map(RemovedFile::path).toList();
        return removal.restore(paths, by, LedgerTime.of(clock.instant()), "protected meanwhile");
    }

    /** Places the files of all removals of a bundle under its lock. */
    void complete(Path bundle, String runPath) {
        ledgers.with(bundle.getFileName().toString(), () -> {
            placement.apply(runPath, ReviewLogs.lines(new RunFolder(bundle).reviewLog()), clock.instant());
            return true;
        });
    }

    /** Lines to append, and the result. */
    private record Decision(PurgeOutcome outcome, List<String> lines) {
        static Decision without(PurgeOutcome outcome) {
            return new Decision(outcome, List.of());
        }
    }

    private Decision decide(Path bundle, PurgeOrder order, Predicate<RunView> isUnchanged, RemovalHistory history) {
        Removal earlier = history.purged().get(order.removalId());
        if (earlier != null) {
            return Decision.without(history.state()
                    .removal(order.removalId())
                    .map(removal -> PurgeOutcome.of(PurgeOutcome.Status.ALREADY_PURGED, removal)
                            .with(names(
                                    removal.files(), TrashFolder.of(layout, order.runPath(), order.removalId())::file)))
                    .orElseGet(() -> PurgeOutcome.of(PurgeOutcome.Status.RESTORED_SINCE, earlier)));
        }
        RunView run = views.read(bundle);
        requireArtifact(run, order.artifactId());
        List<Protection> found = protections.of(run, order.artifactId());
        if (!found.isEmpty()) {
            return Decision.without(PurgeOutcome.refused(found));
        }
        if (!isUnchanged.test(run)) {
            return Decision.without(PurgeOutcome.of(PurgeOutcome.Status.CHANGED, null));
        }
        List<RemovedFile> files = removable.of(run, order.artifactId(), order.scope(), order.keepThumb()).stream()
                .filter(file -> order.only().isEmpty() || order.only().get().contains(file.path()))
                .toList();
        if (files.isEmpty() && !becomesTombstone(run, order)) {
            return Decision.without(PurgeOutcome.of(PurgeOutcome.Status.NOTHING, null));
        }
        TrashFolder.of(layout, order.runPath(), order.removalId()).create();
        return purging(order, files, names(files, new PathResolver(bundle)::file));
    }

    /** Returns whether a bundle of records alone becomes a tombstone, so that no later plan names it. */
    private static boolean becomesTombstone(RunView run, PurgeOrder order) {
        return order.scope() == RemovalScope.BUNDLE && order.only().isEmpty() && hasNoTombstone(run);
    }

    private static boolean hasNoTombstone(RunView run) {
        return run.retention().removals().stream().noneMatch(removal -> removal.scope() == RemovalScope.BUNDLE);
    }

    /** Returns the names of those files that share their bytes, as they are before anything moves. */
    private Map<String, OriginalNames> names(List<RemovedFile> files, Function<String, Optional<Path>> place) {
        OriginalNameReader reader = new OriginalNameReader(layout);
        Map<String, OriginalNames> names = new HashMap<>();
        for (RemovedFile file : files) {
            place.apply(file.path())
                    .flatMap(there -> reader.find(there, file.sha256()))
                    .ifPresent(found -> names.put(file.path(), found));
        }
        return names;
    }

    private Decision purging(PurgeOrder order, List<RemovedFile> files, Map<String, OriginalNames> names) {
        String now = LedgerTime.of(clock.instant());
        boolean atOnce = order.grace().isZero();
        Removal removal = new Removal(
                order.removalId(),
                order.artifactId(),
                order.scope(),
                order.planId(),
                order.rule(),
                atOnce ? null : LedgerTime.of(clock.instant().plus(order.grace())),
                files,
                order.by(),
                now,
                order.note(),
                atOnce ? now : null);
        List<RetentionLine> lines = new ArrayList<>(List.of(removal.line()));
        if (atOnce) {
            lines.add(removal.tombstone(order.by(), now));
        }
        return new Decision(
                PurgeOutcome.of(PurgeOutcome.Status.PURGED, removal).with(names),
                lines.stream().map(RecordMapper::line).toList());
    }

    private static void requireArtifact(RunView run, String artifactId) {
        boolean known = artifactId == null
                || run.artifacts().stream()
                        .anyMatch(artifact -> artifact.record().id().equals(artifactId));
        if (!known) {
            throw new UnknownArtifactException(artifactId);
        }
    }

    private Path bundle(String runPath, String artifactId) {
        return layout.store()
                .folder(runPath)
                .filter(BundleReader::isBundle)
                .orElseThrow(() ->
                        new UnknownArtifactException(artifactId == null ? runPath : artifactId + " in " + runPath));
    }
}
