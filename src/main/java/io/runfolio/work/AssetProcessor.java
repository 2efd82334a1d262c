package io.runfolio.work;

import io.runfolio.bundle.AssetOutcome;
import io.runfolio.bundle.AssetSlot;
import io.runfolio.files.EnvironmentException;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.StorageException;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaProcessor;
import io.runfolio.media.MediaResult;
import io.runfolio.media.MediaSniffer;
import io.runfolio.media.SniffedType;
import io.runfolio.run.AssetKind;
import io.runfolio.settings.ImageSettings;
import io.runfolio.work.CopiedAsset.Treatment;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes one asset of a run in steps that the routes call: copy, then derivatives by its content.
 *
 * <p>A failure is an {@link AssetOutcome}, never an exception: one bad file does not cost the run its bundle.
 */
public final class AssetProcessor {
    private static final Logger LOG = LoggerFactory.getLogger(AssetProcessor.class);

    private final SourceCopier copier;
    private final SourceChangeDetector watch;
    private final MediaProcessor images;
    private final MediaProcessor clips;
    private final SealedRenditions renditions;
    private final Clock clock;
    private final Optional<TranscodeCheckpoints> checkpoints;

    /**
     * Creates a processor.
     *
     * @param imageSettings has the named renditions that each bundle has
     * @param clock gives the time when an asset is done
     * @param checkpoints keeps the parts of clips for the next attempt; empty: none are kept
     * @throws io.runfolio.settings.SettingException if a watermark cannot be read
     */
    public AssetProcessor(
            SourceCopier copier,
            SourceChangeDetector watch,
            MediaProcessor images,
            MediaProcessor clips,
            ImageSettings imageSettings,
            Clock clock,
            Optional<TranscodeCheckpoints> checkpoints) {
        this.copier = copier;
        this.watch = watch;
        this.images = images;
        this.clips = clips;
        this.renditions = new SealedRenditions(imageSettings, new ImageRenderer(images));
        this.clock = clock;
        this.checkpoints = checkpoints;
    }

    /** Runs all steps for one asset. */
    public AssetOutcome bundle(AssetTask task) {
        return outcome(copy(task), checkpoints);
    }

    /** Copies the original and detects its type. */
    public CopiedAsset copy(AssetTask task) {
        long begun = System.nanoTime();
        Path target = task.slot().original(task.draft().folder());
        SourceCopier.Result result = watch.copy(copier, task, target);
        if (result instanceof SourceCopier.NotCopied not) {
            return new CopiedAsset(
                    task, Optional.empty(), Optional.of(not.problem()), Optional.empty(), Treatment.COPY, begun);
        }
        Optional<SniffedType> type = MediaSniffer.sniff(target);
        Treatment treatment = treatment(task.slot().source().kind(), type);
        return new CopiedAsset(
                task, Optional.of((SourceCopier.Copied) result), Optional.empty(), type, treatment, begun);
    }

    /** Runs all steps but the copy, for an original that is already in its place. */
    public AssetOutcome reprocess(AssetTask task, SourceCopier.Copied original) {
        Optional<SniffedType> type =
                MediaSniffer.sniff(task.slot().original(task.draft().folder()));
        Treatment treatment = treatment(task.slot().source().kind(), type);
        // the event was bundled before, so nothing would delete the checkpoints
        return outcome(
                new CopiedAsset(task, Optional.of(original), Optional.empty(), type, treatment, System.nanoTime()),
                Optional.empty());
    }

    private AssetOutcome outcome(CopiedAsset copied, Optional<TranscodeCheckpoints> kept) {
        return switch (copied.treatment()) {
            case IMAGE -> derived(images, copied, kept);
            case VIDEO -> derived(clips, copied, kept);
            case COPY -> keep(copied);
        };
    }

    /** Processes an image. */
    public AssetOutcome image(CopiedAsset copied) {
        return derived(images, copied, checkpoints);
    }

    /** Processes a video or a sound. */
    public AssetOutcome video(CopiedAsset copied) {
        return derived(clips, copied, checkpoints);
    }

    /** Returns the outcome of a file that gets no derivatives. */
    public AssetOutcome keep(CopiedAsset copied) {
        return AssetOutcomes.copiedOnly(copied).at(clock.instant());
    }

    private AssetOutcome derived(MediaProcessor processor, CopiedAsset copied, Optional<TranscodeCheckpoints> kept) {
        return outcome(copied, () -> work(processor, copied.task(), kept)).at(clock.instant());
    }

    private MediaResult work(MediaProcessor processor, AssetTask task, Optional<TranscodeCheckpoints> kept) {
        MediaJob job = job(task, kept);
        return task.slot().output()
                ? renditions.addTo(
                        processor.derive(job),
                        task.slot(),
                        task.draft().folder(),
                        job.settings().enableSha256())
                : processor.inspect(job);
    }

    private static MediaJob job(AssetTask task, Optional<TranscodeCheckpoints> kept) {
        AssetSlot slot = task.slot();
        return new MediaJob(
                slot.original(task.draft().folder()),
                slot.source().kind(),
                AssetOutcomes.originalFilename(slot),
                task.targets(),
                task.draft().request().derivativeSettings(),
                kept.map(folders -> () -> folders.open(task)));
    }

    /** Chooses by content if it is known; files that the event calls text or other get no derivatives. */
    private static Treatment treatment(AssetKind declared, Optional<SniffedType> type) {
        if (declared == AssetKind.TEXT || declared == AssetKind.OTHER) {
            return Treatment.COPY;
        }
        return switch (type.map(SniffedType::kind).orElse(declared)) {
            case IMAGE -> Treatment.IMAGE;
            case VIDEO, AUDIO -> Treatment.VIDEO;
            case TEXT, OTHER -> declared == AssetKind.IMAGE ? Treatment.IMAGE : Treatment.VIDEO;
        };
    }

    private static AssetOutcome outcome(CopiedAsset copied, Supplier<MediaResult> work) {
        try (LogContext context = LogContext.run(
                copied.task().draft().origin().eventId(), copied.task().draft().runId())) {
            return AssetOutcomes.of(copied, work.get());
        } catch (OutOfMemoryError e) {
            return AssetOutcomes.interrupted(copied, new HeapExhaustedException(e));
        } catch (StorageException | EnvironmentException | InterruptedRunException e) {
            return AssetOutcomes.interrupted(copied, e);
        } catch (RuntimeException e) {
            LOG.warn("{}: processing failed unexpectedly", copied.task().slot().stem(), e);
            return AssetOutcomes.of(
                    copied,
                    MediaResult.failed(
                            "internal_error",
                            "Processing failed unexpectedly: " + e.getClass().getSimpleName() + ".",
                            io.runfolio.media.MediaFacts.unknown(),
                            Map.of()));
        }
    }
}
