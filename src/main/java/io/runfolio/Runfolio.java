package io.runfolio;

import io.runfolio.artifact.transfer.Exporter;
import io.runfolio.bundle.AssetOutcome;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RunDraft;
import io.runfolio.coordination.EventInbox;
import io.runfolio.coordination.InboxStatus;
import io.runfolio.files.StorageException;
import io.runfolio.files.StorageRoots;
import io.runfolio.index.ProcessedEvents;
import io.runfolio.index.ReviewLogs;
import io.runfolio.index.RunIndex;
import io.runfolio.index.RunQueries;
import io.runfolio.intake.RunEvent;
import io.runfolio.json.RecordMapper;
import io.runfolio.media.DerivativeTargets;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaResult;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.media.video.engine.VideoEngineSelector;
import io.runfolio.run.AssetKind;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.run.RunRequest;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.wiring.Components;
import io.runfolio.wiring.MediaParts;
import io.runfolio.wiring.SettingsRoots;
import io.runfolio.work.AssetTask;
import io.runfolio.work.ImageRenderer;
import io.runfolio.work.NamedRenditions;
import io.runfolio.work.Readiness;
import io.runfolio.work.SealedRun;
import io.runfolio.work.SourceChangedException;
import io.runfolio.work.preview.MissingPreviews;
import io.runfolio.work.redo.DerivativeRebuild;
import io.runfolio.work.redo.Redo;
import io.runfolio.workflow.run.RunService;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.apache.camel.CamelContext;

/**
 * Public API: {@link #install} adds a worker to a CamelContext, {@link #open} gives plain calls without Camel.
 *
 * <p>Instances are safe for use by several threads, and several processes may use the same folders.
 */
public final class Runfolio implements AutoCloseable {
    private final Components parts;

    private Runfolio(Components parts) {
        this.parts = parts;
    }

    /**
     * Adds Runfolio's routes to a CamelContext, which may be started already.
     *
     * <p>Send events to {@code seda:runfolio-events}, or to {@code direct:runfolio-create}, which answers with the
     * {@link RunArtifact}. The queue folder of the settings is watched too. Claimed events return to it when the
     * context stops.
     *
     * @throws io.runfolio.files.StorageException if the folders cannot be used
     */
    public static void install(CamelContext context, RunfolioSettings settings) {
        WorkerHandle.install(context, settings, Clock.systemUTC());
    }

    /**
     * Opens the folders of the settings for plain calls, and repairs the index.
     *
     * <p>Torn lines are quarantined, and bundles without index line get theirs.
     *
     * @throws io.runfolio.files.StorageException if the folders cannot be used
     */
    public static Runfolio open(RunfolioSettings settings) {
        return open(settings, Clock.systemUTC());
    }

    /** Opens the folders with a clock for runs without a time of their own. */
    public static Runfolio open(RunfolioSettings settings, Clock clock) {
        StorageRoots roots = SettingsRoots.openOutputs(settings);
        try {
            Components parts = new Components(settings, clock, new ProcessChildRunner(), roots);
            parts.start();
            return new Runfolio(parts);
        } catch (RuntimeException e) {
            roots.close();
            throw e;
        }
    }

    /**
     * Makes the bundle of a run and appends its index line; both are on disk when this returns.
     *
     * <p>A request with an {@code idempotency_key} is bundled once: a second call answers with the first run. Without a
     * key, every call makes a bundle. A file that cannot be processed does not fail the run: its record has the reason.
     *
     * @throws io.runfolio.intake.RefusedEventException if the request cannot be bundled: a file outside the source
     *     roots, or a known key with other contents
     * @throws io.runfolio.files.StorageException on an I/O error; the call may be repeated
     */
    public RunArtifact createRunArtifact(RunRequest request) {
        byte[] bytes = RecordMapper.event(request).getBytes(StandardCharsets.US_ASCII);
        RunEvent read = parts.eventReader().read(bytes);
        String id = request.idempotencyKey() == null ? "call:" + UUID.randomUUID() : read.eventId();
        RunEvent event = new RunEvent(id, read.digest(), read.request());
        try (var hold = parts.locks().hold(event.eventId())) {
            var admission = parts.bundler().admit(event);
            return switch (admission.kind()) {
                case NEW, WAITING -> parts.bundler().index(fetchedAndBundled(event));
                case SEALED -> parts.bundler().index(admission.sealed().orElseThrow());
                case DUPLICATE -> parts.bundler().existing(admission.runId().orElseThrow());
            };
        }
    }

    private SealedRun fetchedAndBundled(RunEvent event) {
        parts.fetches().fetchNow(event, parts.settings().worker().maxAttempts());
        SealedRun sealed = bundle(event);
        parts.fetches().discard(event.origin());
        return sealed;
    }

    private SealedRun bundle(RunEvent event) {
        for (int attempt = 1; ; attempt++) {
            try {
                return bundle(event, attempt >= parts.settings().worker().maxAttempts());
            } catch (SourceChangedException e) {
                continue; // the next attempt copies it again
            }
        }
    }

    private SealedRun bundle(RunEvent event, boolean last) {
        RunDraft draft = parts.bundler().open(event);
        try {
            List<AssetOutcome> outcomes = draft.slots().stream()
                    .map(slot -> parts.assets().bundle(new AssetTask(draft, slot)))
                    .toList();
            return parts.bundler().seal(draft, outcomes, last);
        } finally {
            parts.bundler().cleanUp(draft);
        }
    }

    /**
     * Makes the web derivative and the thumbnail of an image.
     *
     * @param source the image, which is only read
     * @param webStem path of the web derivative without its extension, which the format decides
     * @param thumbStem path of the thumbnail without its extension
     * @param settings sizes, formats and qualities
     * @return the files, or the problem of an image that cannot be processed
     */
    public MediaResult generateImageDerivatives(
            Path source, Path webStem, Path thumbStem, DerivativeSettings settings) {
        return parts.media().images().derive(job(source, AssetKind.IMAGE, webStem, thumbStem, settings));
    }

    /**
     * Makes the web derivative and the poster of a video.
     *
     * <p>The output of the encoder goes to a file beside the web derivative, with the extension {@code .ffmpeg.log}.
     * The files of a storyboard go beside the poster, unless {@code runfolio.video.storyboard} is false.
     *
     * @param source the video, which is only read
     * @param webStem path of the web derivative without its extension
     * @param posterStem path of the poster without its extension
     * @param settings sizes, formats and qualities
     * @return the files, or the problem of a video that cannot be processed
     */
    public MediaResult generateVideoDerivatives(
            Path source, Path webStem, Path posterStem, DerivativeSettings settings) {
        return parts.media().clips().derive(job(source, AssetKind.VIDEO, webStem, posterStem, settings));
    }

    private static MediaJob job(
            Path source, AssetKind kind, Path webStem, Path stillStem, DerivativeSettings settings) {
        Path log = webStem.resolveSibling(webStem.getFileName() + ".ffmpeg.log");
        return new MediaJob(
                source,
                kind,
                source.getFileName().toString(),
                new DerivativeTargets(webStem, stillStem, stillStem, log),
                settings);
    }

    /**
     * Appends a line to the index unless the run has one.
     *
     * @return whether a line was appended
     */
    public boolean appendRunIndex(RunIndexEntry entry) {
        return parts.index().append(entry);
    }

    /** Rebuilds the index from the bundles. */
    public void rebuildRunIndex() {
        parts.index().rebuild(parts.reader());
        parts.events().restoreMissing(parts.reader());
    }

    /** Returns the queries over index and bundles. */
    public RunQueries queries() {
        return parts.queries();
    }

    /** Returns the workflow runs, which workers execute; empty if no kind of step has an endpoint. */
    public Optional<RunService> workflows() {
        return parts.runs();
    }

    /** Returns the redo of derivatives of sealed runs; it works until this instance is closed. */
    public Redo redo() {
        return new Redo(parts.layout(), parts.worker(), parts.assets(), parts.fetches(), parts.clock());
    }

    /** Returns the rebuild of derivatives of sealed runs; it works until this instance is closed. */
    public DerivativeRebuild derivatives() {
        EventInbox inbox = Backends.inbox(parts.settings());
        return new DerivativeRebuild(
                parts.layout(),
                parts.assets(),
                new MissingPreviews(parts.media().images(), parts.media().clips()::previews),
                MissingPreviews.enabled(parts.settings().media().video()),
                () -> {
                    InboxStatus status = inbox.status();
                    return status.workers() > 0 && status.waiting() + status.claimed() > 0;
                },
                parts.clock());
    }

    /** Returns the exporter of artifacts in the outputs folder of the settings; no worker needs to run. */
    public static Exporter exporter(RunfolioSettings settings) {
        ImageRenderer renderer = new ImageRenderer(
                MediaParts.of(settings, new ProcessChildRunner()).images());
        return new Exporter(
                Backends.outputs(settings),
                renderer,
                new NamedRenditions(settings.media().image(), renderer),
                Clock.systemUTC());
    }

    /** Returns the readiness checks of inbox, outputs, free space, index and video engine. Changes no file. */
    public static Readiness readiness(RunfolioSettings settings) {
        VideoEngineSelector engines = VideoEngineSelector.create(settings.media(), new ProcessChildRunner());
        return new Readiness(
                settings,
                () -> engines.isAvailable() ? Optional.of(engines.describe()) : Optional.empty(),
                Optional::empty,
                () -> ofIndex(settings, RunIndex::remarks),
                () -> ofIndex(settings, RunIndex::problems),
                () -> StorageRoots.checkWithoutChanges(SettingsRoots.of(settings)));
    }

    /** Reads remarks on the index only if the folder exists, as a check creates nothing. */
    private static List<String> ofIndex(RunfolioSettings settings, Function<RunIndex, List<String>> question) {
        BundleLayout layout = Backends.outputs(settings);
        return Files.exists(layout.control()) ? question.apply(new RunIndex(layout)) : List.of();
    }

    /** Returns what crashed workers have left in the outputs folder, as sentences; {@link #open} repairs it. */
    public static List<String> findings(RunfolioSettings settings) {
        List<String> findings = new ArrayList<>();
        int orphans = Backends.inbox(settings).orphanedClaims();
        if (orphans > 0) {
            findings.add(orphans + " events are claimed by workers that are dead; the next worker takes them over");
        }
        if (Files.exists(Backends.outputs(settings).control())) {
            try {
                findings.addAll(
                        new Components(settings, Clock.systemUTC(), new ProcessChildRunner(), StorageRoots.none())
                                .recovery()
                                .findings());
            } catch (StorageException e) {
                findings.add("the outputs folder cannot be read: " + e.getMessage());
            }
        }
        return findings;
    }

    /**
     * Repairs all that {@link #findings} names.
     *
     * <p>Beside what {@link #open} repairs: lines that the readers of index and processed events reject are
     * quarantined, and review logs that the change feed does not know are added to it.
     */
    public static void repair(RunfolioSettings settings) {
        BundleLayout layout = Backends.outputs(settings);
        if (Files.exists(layout.control())) {
            new RunIndex(layout).quarantineLines();
            new ProcessedEvents(layout).quarantine();
            new ReviewLogs(layout).recordMissing(new BundleReader(layout));
        }
        open(settings).close();
    }

    /** Returns the video engine that starts, such as {@code ffmpeg 5.1.9 (program)}. */
    public Optional<String> videoEngine() {
        return parts.engine();
    }

    @Override
    public void close() {
        parts.close();
    }
}
