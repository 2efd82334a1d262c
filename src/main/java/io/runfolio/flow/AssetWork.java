package io.runfolio.flow;

import io.runfolio.bundle.AssetOutcome;
import io.runfolio.bundle.AssetSlot;
import io.runfolio.flow.CopiedAsset.Treatment;
import io.runfolio.media.DerivativeTargets;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaProcessor;
import io.runfolio.media.MediaResult;
import io.runfolio.media.MediaSniffer;
import io.runfolio.media.SniffedType;
import io.runfolio.run.AssetKind;
import io.runfolio.run.EnvironmentException;
import io.runfolio.run.HeapExhaustedException;
import io.runfolio.run.InterruptedRunException;
import io.runfolio.run.StorageException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bundles one file of a run, in steps that the routes call: copied first, then worked on by what it turned out to be. A failure is a value here, never an exception: one bad file does
 * not cost the run its bundle.
 */
public final class AssetWork {
    private static final Logger LOG = LoggerFactory.getLogger(AssetWork.class);

    private final SourceCopier copier;
    private final SourceWatch watch;
    private final MediaProcessor images;
    private final MediaProcessor clips;
    private final Clock clock;

    /**
     * @param clock tells when the work on a file ended
     */
    public AssetWork(SourceCopier copier, SourceWatch watch, MediaProcessor images, MediaProcessor clips, Clock clock) {
        this.copier = copier;
        this.watch = watch;
        this.images = images;
        this.clips = clips;
        this.clock = clock;
    }

    /** Does all steps for one file. */
    public AssetOutcome bundle(AssetTask task) {
        return outcome(copy(task));
    }

    /** Copies the original and tells what it is. */
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

    /** Does all steps but the copy for a file that stands in its place already. */
    AssetOutcome again(AssetTask task, SourceCopier.Copied original) {
        Optional<SniffedType> type =
                MediaSniffer.sniff(task.slot().original(task.draft().folder()));
        Treatment treatment = treatment(task.slot().source().kind(), type);
        return outcome(
                new CopiedAsset(task, Optional.of(original), Optional.empty(), type, treatment, System.nanoTime()));
    }

    private AssetOutcome outcome(CopiedAsset copied) {
        return switch (copied.treatment()) {
            case IMAGE -> image(copied);
            case VIDEO -> video(copied);
            case COPY -> keep(copied);
        };
    }

    /** Works on a picture. */
    public AssetOutcome image(CopiedAsset copied) {
        return outcome(copied, () -> work(images, copied)).at(clock.instant());
    }

    /** Works on a clip or a sound. */
    public AssetOutcome video(CopiedAsset copied) {
        return outcome(copied, () -> work(clips, copied)).at(clock.instant());
    }

    /** Keeps a file as it is. */
    public AssetOutcome keep(CopiedAsset copied) {
        return AssetOutcomes.kept(copied).at(clock.instant());
    }

    private static MediaResult work(MediaProcessor processor, CopiedAsset copied) {
        MediaJob job = job(copied.task());
        boolean sound =
                copied.type().map(type -> type.kind() == AssetKind.AUDIO).orElse(false);
        return copied.task().slot().output() && !sound ? processor.derive(job) : processor.inspect(job);
    }

    private static MediaJob job(AssetTask task) {
        AssetSlot slot = task.slot();
        DerivativeTargets targets = new DerivativeTargets(
                slot.webStem(task.draft().folder()),
                slot.thumbStem(task.draft().folder()),
                slot.posterStem(task.draft().folder()),
                slot.log(task.draft().folder()));
        return new MediaJob(
                slot.original(task.draft().folder()),
                slot.source().kind(),
                AssetOutcomes.originalFilename(slot.source()),
                targets,
                task.draft().request().derivativeSettings());
    }

    /** Content decides, where it can be told; files that the event calls text or other are left alone. */
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
            LOG.warn(
                    "{}: the work on it failed unexpectedly",
                    copied.task().slot().stem(),
                    e);
            return AssetOutcomes.of(
                    copied,
                    MediaResult.failed(
                            "internal_error",
                            "The work on it failed unexpectedly: "
                                    + e.getClass().getSimpleName() + ".",
                            io.runfolio.media.MediaFacts.unknown(),
                            Map.of()));
        }
    }
}
