package io.runfolio.work.redo;

import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.lock.Mutex;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.work.AssetProcessor;
import io.runfolio.work.preview.MissingPreviews;
import io.runfolio.work.redo.RebuildOutcome.Kind;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Makes derivatives of many outputs again, one at a time.
 *
 * <p>Several processes may run the same rebuild: the right to a run's derivatives and the journal keep an output from
 * being made twice. A second run after a kill goes on where the first one was. Events go first: while a worker has
 * some, an output waits for a limited time.
 */
public final class DerivativeRebuild {
    /** Time that one output waits for events, so that a busy library is rebuilt too. */
    private static final Duration MAX_COURTESY = Duration.ofSeconds(20);

    private static final long PAUSE_MILLIS = 200;

    private final BundleLayout layout;
    private final RunViewReader views;
    private final BundleReader reader;
    private final Regeneration regeneration;
    private final MissingFacts facts;
    private final RedoWriter writer;
    private final BooleanSupplier isBusy;

    /**
     * Creates a rebuild.
     *
     * @param previews makes what the records of older bundles lack
     * @param enabled parts of these that the settings ask for
     * @param isBusy whether a worker has events to process
     */
    public DerivativeRebuild(
            BundleLayout layout,
            AssetProcessor work,
            MissingPreviews previews,
            Set<MissingPreviews.Kind> enabled,
            BooleanSupplier isBusy,
            Clock clock) {
        this.layout = layout;
        this.views = new RunViewReader(layout);
        this.reader = new BundleReader(layout);
        this.regeneration = new Regeneration(layout, work);
        this.facts = new MissingFacts(layout, previews, enabled);
        this.writer = new RedoWriter(layout, clock);
        this.isBusy = isBusy;
    }

    /** Receives the outcome of each output, once it is recorded. */
    public interface Listener {
        void done(RebuildItem item, RebuildOutcome outcome);
    }

    /**
     * Rebuilds outputs.
     *
     * @param scope what selected the outputs, such as a query: the same scope and request continue a rebuild
     * @return the name of its journal
     * @throws io.runfolio.files.RunfolioException on a fault of the machine; the next run goes on
     */
    public String run(List<RebuildItem> items, RebuildRequest request, Object scope, Listener listener) {
        Map<String, Object> identity = new LinkedHashMap<>(request.identity());
        identity.put("scope", scope);
        try (RebuildJournal journal = RebuildJournal.open(layout, identity)) {
            Deque<RebuildItem> left = new ArrayDeque<>(items);
            int busyInSequence = 0;
            while (!left.isEmpty()) {
                RebuildItem item = left.poll();
                if (journal.isDone(item.artifactId())) {
                    continue;
                }
                giveWay();
                RebuildOutcome outcome = step(item, request, journal);
                if (outcome.kind() != Kind.BUSY) {
                    busyInSequence = 0;
                    listener.done(item, outcome);
                    continue;
                }
                left.add(item);
                if (++busyInSequence >= left.size()) {
                    pause(); // others are working on all that is left
                    busyInSequence = 0;
                }
            }
            journal.finish();
            return journal.name();
        }
    }

    /**
     * Makes derivatives of one output again, unless another process is working on its run. Waits for no events.
     *
     * @throws io.runfolio.files.RunfolioException on a fault of the machine
     */
    public RebuildOutcome make(RebuildItem item, RebuildRequest request) {
        Optional<Mutex.Held> lock = layout.coordination().writerLocks().tryDerivatives(item.runId());
        if (lock.isEmpty()) {
            return RebuildOutcome.of(Kind.BUSY);
        }
        try (Mutex.Held held = lock.get()) {
            return rebuild(item, request);
        }
    }

    private RebuildOutcome step(RebuildItem item, RebuildRequest request, RebuildJournal journal) {
        Optional<Mutex.Held> lock = layout.coordination().writerLocks().tryDerivatives(item.runId());
        if (lock.isEmpty()) {
            return RebuildOutcome.of(Kind.BUSY);
        }
        try (Mutex.Held held = lock.get()) {
            if (journal.isDone(item.artifactId())) {
                return RebuildOutcome.of(Kind.UP_TO_DATE);
            }
            RebuildOutcome outcome = rebuild(item, request);
            journal.done(item.artifactId(), outcome);
            return outcome;
        }
    }

    /**
     * Work on an output that is to be done.
     *
     * @param settings settings of the derivatives to make
     * @param missing files that the bundle lacks
     * @param isFactsOnly whether the files are as they should be, and only the record lacks something
     */
    record Work(
            Path bundle,
            RunView run,
            RebuildItem item,
            DerivativeSettings settings,
            List<MadeFile> missing,
            boolean isFactsOnly) {
        ArtifactView artifact() {
            return run.artifacts().get(item.output() - 1);
        }

        AssetRecord asset() {
            return artifact().asset().orElseThrow();
        }
    }

    /** Work, or the reason why nothing is to be done. */
    record Plan(Optional<Work> work, RebuildOutcome otherwise) {
        private static Plan of(Work work) {
            return new Plan(Optional.of(work), RebuildOutcome.of(Kind.REBUILT));
        }

        private static Plan none(RebuildOutcome outcome) {
            return new Plan(Optional.empty(), outcome);
        }
    }

    /** Returns what is to be done for an output; makes nothing. */
    Plan plan(RebuildItem item, RebuildRequest request) {
        Optional<Path> bundle = layout.store().folder(item.runPath()).filter(BundleReader::isBundle);
        if (bundle.isEmpty()) {
            return Plan.none(RebuildOutcome.skipped("bundle_missing"));
        }
        RunView run;
        try {
            run = views.read(bundle.get());
        } catch (UnreadableRecordException e) {
            return Plan.none(RebuildOutcome.skipped("record_unreadable"));
        }
        Optional<AssetRecord> asset = item.output() > run.artifacts().size()
                ? Optional.empty()
                : run.artifacts().get(item.output() - 1).asset();
        if (asset.isEmpty()
                || !AssetState.READY
                        .jsonName()
                        .equals(AssetExtras.of(asset.get()).state().orElse(AssetState.READY.jsonName()))) {
            return Plan.none(RebuildOutcome.skipped("not_ready"));
        }
        Plan plan = plan(bundle.get(), run, item, asset.get(), request);
        return plan.work().filter(Work::isFactsOnly).isPresent()
                        || Regeneration.isPossible(layout.files(bundle.get()), asset.get())
                ? plan
                : Plan.none(RebuildOutcome.skipped("original_missing"));
    }

    private Plan plan(Path bundle, RunView run, RebuildItem item, AssetRecord asset, RebuildRequest request) {
        DerivativeSettings current = reader.settings(bundle, run.run(), item.output());
        DerivativeSettings settings = request.overrides().over(current);
        List<MadeFile> missing = Regeneration.missing(layout.files(bundle), asset);
        boolean isPurged = missing.stream()
                .anyMatch(file -> run.retention().removalOf(file.path()).isPresent());
        if (isPurged && !request.includePurged()) {
            return Plan.none(RebuildOutcome.skipped("purged"));
        }
        boolean isSame = settings.equals(current)
                && missing.isEmpty()
                && (request.onlyMissing() || !request.overrides().values().isEmpty());
        boolean isComplete = isSame || request.onlyMissing() && missing.isEmpty();
        if (isComplete && facts.of(bundle, asset).isEmpty()) {
            return Plan.none(RebuildOutcome.of(Kind.UP_TO_DATE));
        }
        return Plan.of(new Work(bundle, run, item, isComplete ? current : settings, missing, isComplete));
    }

    private RebuildOutcome rebuild(RebuildItem item, RebuildRequest request) {
        Plan plan = plan(item, request);
        if (plan.work().isEmpty()) {
            return plan.otherwise();
        }
        Work work = plan.work().get();
        try {
            RebuildOutcome outcome = work.isFactsOnly()
                    ? RebuildOutcome.of(Kind.UNCHANGED)
                    : regeneration.make(
                            work.bundle(),
                            work.run(),
                            item.output(),
                            work.settings(),
                            made -> record(work, made, request));
            boolean hasSameRecord = outcome.kind() == Kind.UNCHANGED || outcome.kind() == Kind.RESTORED;
            return hasSameRecord && !facts.of(work.bundle(), work.asset()).isEmpty()
                    ? recordFacts(work, request, outcome)
                    : outcome;
        } catch (OriginalChangedException e) {
            return RebuildOutcome.failed(
                    work.isFactsOnly()
                            ? "a file is not what was recorded; run `runfolio verify`"
                            : "the original is not the file that was sealed");
        }
    }

    /** Makes what is to be done for an output in a temporary folder; returns the size of its files. */
    long measure(Work work) {
        return work.isFactsOnly()
                ? facts.make(work.bundle(), work.run(), work.item().output(), work.settings(), made -> made.map(
                                found -> size(added(work, found)))
                        .orElse(0L))
                : regeneration.make(
                        work.bundle(),
                        work.run(),
                        work.item().output(),
                        work.settings(),
                        made -> size(MadeFile.of(made.redone().asset())));
    }

    private RebuildOutcome recordFacts(Work work, RebuildRequest request, RebuildOutcome otherwise) {
        DerivativeSettings current =
                reader.settings(work.bundle(), work.run().run(), work.item().output());
        return facts.make(work.bundle(), work.run(), work.item().output(), current, made -> {
            if (made.isEmpty()) {
                return otherwise;
            }
            boolean written = write(work, made.get(), request.by(), false);
            return written
                    ? new RebuildOutcome(Kind.RECORDED, "", otherwise.bytes() + size(added(work, made.get())))
                    : RebuildOutcome.skipped("changed_meanwhile");
        });
    }

    private static List<MadeFile> added(Work work, Regeneration.Made made) {
        List<MadeFile> before = MadeFile.of(work.asset());
        return MadeFile.of(made.redone().asset()).stream()
                .filter(file -> !before.contains(file))
                .toList();
    }

    private static long size(List<MadeFile> files) {
        return files.stream()
                .mapToLong(file -> file.bytes() == null ? 0 : file.bytes())
                .sum();
    }

    private boolean write(Work work, Regeneration.Made made, String by, boolean replace) {
        AssetRecord before = work.asset();
        return writer.write(
                work.bundle(),
                made.redone(),
                made.staging(),
                by,
                (run, now) -> Regeneration.hasSameFiles(run, work.run())
                        && now.asset().filter(before::equals).isPresent(),
                replace);
    }

    private RebuildOutcome record(Work work, Regeneration.Made made, RebuildRequest request) {
        if (!made.isReady()) {
            return RebuildOutcome.failed(made.reason());
        }
        List<MadeFile> files = MadeFile.of(made.redone().asset());
        long bytes = size(files);
        if (isUnchanged(work, files)) {
            return RebuildOutcome.of(Kind.UNCHANGED);
        }
        boolean isLossOnly = !work.missing().isEmpty()
                && work.missing().stream()
                        .noneMatch(file ->
                                work.run().retention().removalOf(file.path()).isPresent())
                && request.onlyMissing()
                && request.overrides().values().isEmpty();
        if (isLossOnly && regeneration.putBack(work.bundle(), work.run(), work.missing(), made)) {
            return new RebuildOutcome(Kind.RESTORED, "", bytes);
        }
        boolean written = write(work, made, request.by(), request.replace());
        return written ? new RebuildOutcome(Kind.REBUILT, "", bytes) : RebuildOutcome.skipped("changed_meanwhile");
    }

    /** Returns whether exactly the files that are there were made. */
    private static boolean isUnchanged(Work work, List<MadeFile> files) {
        List<MadeFile> before = MadeFile.of(work.asset());
        return work.missing().isEmpty()
                && before.size() == files.size()
                && before.stream().allMatch(old -> files.stream()
                        .anyMatch(file -> file.key().equals(old.key()) && file.isSame(old)));
    }

    private void giveWay() {
        long deadline = System.nanoTime() + MAX_COURTESY.toNanos();
        while (isBusy.getAsBoolean() && System.nanoTime() < deadline) {
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("The rebuild was stopped; the same command goes on", e);
        }
    }
}
