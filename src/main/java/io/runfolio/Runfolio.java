package io.runfolio;

import io.runfolio.artifact.transfer.Exporter;
import io.runfolio.bundle.AssetOutcome;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RecordMapper;
import io.runfolio.bundle.RunDraft;
import io.runfolio.flow.AssetTask;
import io.runfolio.flow.Readiness;
import io.runfolio.flow.Redo;
import io.runfolio.flow.SealedRun;
import io.runfolio.flow.SourceChangedException;
import io.runfolio.index.EventLedger;
import io.runfolio.index.RunIndex;
import io.runfolio.index.RunLedgers;
import io.runfolio.index.RunQueries;
import io.runfolio.intake.Inbox;
import io.runfolio.intake.RunEvent;
import io.runfolio.media.DerivativeTargets;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaResult;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.media.video.VideoEngines;
import io.runfolio.media.video.VideoProcessor;
import io.runfolio.run.AssetKind;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.run.RunRequest;
import io.runfolio.run.StorageException;
import io.runfolio.run.StorageRoots;
import io.runfolio.settings.RunfolioSettings;
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
 * Runfolio for other programs: {@link #install} adds the worker's routes to a CamelContext, {@link #open} gives the same work as plain calls with no Camel running.
 *
 * <p>Instances are safe for use by several threads, and several processes may work on the same folders.
 */
public final class Runfolio implements AutoCloseable {
    private final RunfolioParts parts;

    private Runfolio(RunfolioParts parts) {
        this.parts = parts;
    }

    /**
     * Adds Runfolio's routes to a CamelContext, whether it is started already or not. Events may be sent to {@code seda:runfolio-events}, or to {@code direct:runfolio-create},
     * which answers with the {@link RunArtifact}; the queue folder of the settings is watched as well. What is claimed when the context stops goes back into the folder.
     *
     * @throws io.runfolio.run.StorageException if the folders cannot be used
     */
    public static void install(CamelContext context, RunfolioSettings settings) {
        WorkerHandle.install(context, settings, Clock.systemUTC());
    }

    /**
     * Opens the folders of the settings for plain calls. Torn tails of the index are repaired, and bundles without index line get theirs.
     *
     * @throws io.runfolio.run.StorageException if the folders cannot be used
     */
    public static Runfolio open(RunfolioSettings settings) {
        return open(settings, Clock.systemUTC());
    }

    /** The same with another clock, for runs that say no time of their own. */
    public static Runfolio open(RunfolioSettings settings, Clock clock) {
        StorageRoots roots = RunfolioParts.openOutputs(settings);
        try {
            RunfolioParts parts = new RunfolioParts(settings, clock, new ProcessChildRunner(), roots);
            parts.start();
            return new Runfolio(parts);
        } catch (RuntimeException e) {
            roots.close();
            throw e;
        }
    }

    /**
     * Makes a run's bundle and appends its index line; both are on disk when this returns.
     *
     * <p>A request with an {@code idempotency_key} is bundled once: the second call answers with the first one's run. Without one, every call makes a bundle. A file that cannot be
     * bundled does not fail the run: its record says why.
     *
     * @throws io.runfolio.run.RefusedEventException if the request cannot be bundled: a file outside the source roots, or a known key with other contents
     * @throws io.runfolio.run.StorageException if our own disk fails; the call may be made again
     */
    public RunArtifact createRunArtifact(RunRequest request) {
        byte[] bytes = RecordMapper.event(request).getBytes(StandardCharsets.US_ASCII);
        RunEvent read = parts.eventReader.read(bytes);
        String id = request.idempotencyKey() == null ? "call:" + UUID.randomUUID() : read.eventId();
        RunEvent event = new RunEvent(id, read.digest(), read.request());
        try (var hold = parts.locks.hold(event.eventId())) {
            var admission = parts.bundler.admit(event);
            return switch (admission.kind()) {
                case NEW -> parts.bundler.index(bundle(event));
                case SEALED -> parts.bundler.index(admission.sealed().orElseThrow());
                case DUPLICATE -> parts.bundler.existing(admission.runId().orElseThrow());
            };
        }
    }

    private SealedRun bundle(RunEvent event) {
        for (int attempt = 1; ; attempt++) {
            try {
                return bundle(event, attempt >= parts.settings.worker().maxAttempts());
            } catch (SourceChangedException e) {
                continue; // the next attempt copies it again
            }
        }
    }

    private SealedRun bundle(RunEvent event, boolean last) {
        RunDraft draft = parts.bundler.open(event);
        try {
            List<AssetOutcome> outcomes = draft.slots().stream()
                    .map(slot -> parts.assets.bundle(new AssetTask(draft, slot)))
                    .toList();
            return parts.bundler.seal(draft, outcomes, last);
        } finally {
            parts.bundler.cleanUp(draft);
        }
    }

    /**
     * Makes a picture's web derivative and thumb.
     *
     * @param source the picture; never written
     * @param webStem where the web derivative goes, without its extension, which the format decides
     * @param thumbStem where the thumb goes, likewise
     * @param settings how they are wanted
     * @return what was written, or why nothing was; no exception is thrown for a bad picture
     */
    public MediaResult generateImageDerivatives(
            Path source, Path webStem, Path thumbStem, DerivativeSettings settings) {
        return parts.images.derive(job(source, AssetKind.IMAGE, webStem, thumbStem, settings));
    }

    /**
     * Makes a clip's web derivative and poster. What the encoder said is written beside the web derivative, with the ending {@code .ffmpeg.log}.
     *
     * @param source the clip; never written
     * @param webStem where the web derivative goes, without its extension
     * @param posterStem where the poster goes, likewise
     * @param settings how they are wanted
     * @return what was written, or why nothing was; no exception is thrown for a bad clip
     */
    public MediaResult generateVideoDerivatives(
            Path source, Path webStem, Path posterStem, DerivativeSettings settings) {
        return parts.clips.derive(job(source, AssetKind.VIDEO, webStem, posterStem, settings));
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
        return parts.index.append(entry);
    }

    /** Writes the index anew from the bundles. */
    public void rebuildRunIndex() {
        parts.index.rebuild(parts.reader);
        parts.events.restoreMissing(parts.reader);
    }

    /** Returns the questions that the index and the bundles answer. */
    public RunQueries queries() {
        return parts.queries;
    }

    /** Returns what makes derivatives of sealed runs again; it works until this is closed. */
    public Redo redo() {
        return new Redo(parts.layout, parts.worker, parts.assets, parts.clock);
    }

    /** Returns what exports artifacts of the settings' outputs folder; no worker need run. */
    public static Exporter exporter(RunfolioSettings settings) {
        VideoProcessor clips = VideoProcessor.create(settings.media(), new ProcessChildRunner());
        return new Exporter(
                new BundleLayout(settings.folders().outputs()),
                new ImageRenderer(RunfolioParts.pictures(settings, clips)),
                Clock.systemUTC());
    }

    /** Returns what can be found of all that work needs, without touching what is there: inbox, outputs, free space, index and video engine. */
    public static Readiness readiness(RunfolioSettings settings) {
        VideoEngines engines = VideoEngines.select(settings.media(), new ProcessChildRunner());
        return new Readiness(
                settings,
                () -> engines.available() ? Optional.of(engines.describe()) : Optional.empty(),
                Optional::empty,
                () -> ofIndex(settings, RunIndex::remarks),
                () -> ofIndex(settings, RunIndex::problems),
                () -> StorageRoots.look(RunfolioParts.roots(settings)));
    }

    /** A look makes no folder, which a lock would need. */
    private static List<String> ofIndex(RunfolioSettings settings, Function<RunIndex, List<String>> question) {
        BundleLayout layout = new BundleLayout(settings.folders().outputs());
        return Files.exists(layout.control()) ? question.apply(new RunIndex(layout)) : List.of();
    }

    /** Returns what a dead worker has left in the outputs folder, in sentences, and changes nothing. {@link #open} mends it. */
    public static List<String> findings(RunfolioSettings settings) {
        List<String> findings = new ArrayList<>();
        int orphans = Inbox.orphans(settings.folders().inbox());
        if (orphans > 0) {
            findings.add(orphans + " events are claimed by workers that are dead; the next worker takes them over");
        }
        if (Files.exists(new BundleLayout(settings.folders().outputs()).control())) {
            try {
                findings.addAll(
                        new RunfolioParts(settings, Clock.systemUTC(), new ProcessChildRunner()).recovery.findings());
            } catch (StorageException e) {
                findings.add("the outputs folder cannot be looked into: " + e.getMessage());
            }
        }
        return findings;
    }

    /**
     * Repairs what {@link #findings} names: what {@link #open} repairs, lines of the index and of the event ledger that their
     * readers refuse, which go to a file beside each, and ledgers that the change feed does not know.
     */
    public static void repair(RunfolioSettings settings) {
        BundleLayout layout = new BundleLayout(settings.folders().outputs());
        if (Files.exists(layout.control())) {
            new RunIndex(layout).quarantine();
            new EventLedger(layout).quarantine();
            new RunLedgers(layout).noteMissing(new BundleReader(layout));
        }
        open(settings).close();
    }

    /** Returns the engine that works on clips, such as {@code ffmpeg 5.1.9 (program)}, if one starts. */
    public Optional<String> videoEngine() {
        return parts.engine();
    }

    @Override
    public void close() {
        parts.close();
    }
}
