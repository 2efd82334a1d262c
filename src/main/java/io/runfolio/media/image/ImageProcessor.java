package io.runfolio.media.image;

import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageException;
import io.runfolio.media.C2paDetector;
import io.runfolio.media.Derivative;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaProcessor;
import io.runfolio.media.MediaReport;
import io.runfolio.media.MediaResult;
import io.runfolio.media.MediaResult.Problem;
import io.runfolio.media.MediaSniffer;
import io.runfolio.media.SniffedType;
import io.runfolio.media.TimeLimitException;
import io.runfolio.media.WorkDeadline;
import io.runfolio.media.image.foreign.FallbackDecoder;
import io.runfolio.media.image.foreign.ForeignFormat;
import io.runfolio.media.image.foreign.ForeignHeader;
import io.runfolio.media.image.format.ImageFormat;
import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetState;
import io.runfolio.settings.ImageSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Inspects pictures and makes their web and thumb derivatives.
 *
 * <p>The header is read once, limits are checked on it, and one decode serves both derivatives. Thread-safe.
 */
public final class ImageProcessor implements MediaProcessor {
    private final ImageLimits limits;
    private final ImageWork work;
    private final ForeignImageWork foreignWork;
    private final Duration timeLimit;

    /**
     * Creates a processor.
     *
     * @param settings limits and choices for pictures
     * @param maxBytes largest file that is processed, in bytes
     * @param fallback decoder of the formats that this process does not decode
     */
    public ImageProcessor(ImageSettings settings, long maxBytes, FallbackDecoder fallback) {
        this.limits = new ImageLimits(settings, maxBytes);
        this.work = new ImageWork(settings, limits);
        this.foreignWork = new ForeignImageWork(limits, fallback, work);
        this.timeLimit = settings.timeLimit();
    }

    @Override
    public MediaResult inspect(MediaJob job) {
        return run(job, false);
    }

    @Override
    public MediaResult derive(MediaJob job) {
        return run(job, true);
    }

    private MediaResult run(MediaJob job, boolean derive) {
        MediaReport report = new MediaReport();
        WorkDeadline deadline = WorkDeadline.start(timeLimit);
        try (deadline) {
            SniffedType type = sniff(job, report);
            Optional<ImageFormat> format = ImageFormats.of(type.format());
            return report.ready(
                    format.isPresent()
                            ? decodable(job, type, format.get(), derive, report)
                            : foreign(job, type, derive, report));
        } catch (UnusableImageException | TimeLimitException e) {
            // past the deadline, decoders fail at the end of their input in ways of their own
            return e instanceof UnusableImageException refusal && !deadline.isExpired()
                    ? report.notReady(refusal.state(), new Problem(refusal.code(), refusal.getMessage()))
                    : timedOut(report);
        }
    }

    private List<Derivative> decodable(
            MediaJob job, SniffedType type, ImageFormat format, boolean derive, MediaReport report) {
        try (OpenImage image = OpenImage.open(job.source(), format)) {
            HeaderReport.add(image.header(), report);
            limits.check(image.header());
            return derive ? derive(job, type, image, report) : List.of();
        }
    }

    private List<Derivative> derive(MediaJob job, SniffedType type, OpenImage image, MediaReport report) {
        DerivativeSpecs specs = DerivativeSpecs.of(job);
        try {
            return work.derive(image, image.header(), specs, report);
        } catch (UnusableImageException e) {
            if (type.format() != SniffedType.Format.TIFF || !e.code().equals(UnusableImageException.NO_DECODER)) {
                throw e;
            }
            // other programs know more compressions of TIFF
            return foreignWork.derive(job, type, ForeignHeader.ofTiff(image.header()), specs, report);
        }
    }

    private List<Derivative> foreign(MediaJob job, SniffedType type, boolean derive, MediaReport report) {
        ForeignHeader header = foreignHeader(job, type);
        header.stored().ifPresent(size -> limits.check(size, 1));
        return derive ? foreignWork.derive(job, type, header, DerivativeSpecs.of(job), report) : List.of();
    }

    private static ForeignHeader foreignHeader(MediaJob job, SniffedType type) {
        ForeignFormat format = ForeignFormat.of(type.format())
                .orElseThrow(() -> new IllegalStateException("No reader for the header of " + type.format()));
        try {
            return ForeignHeader.read(job.source(), format);
        } catch (IOException e) {
            StorageErrors.rethrowStorageFailure(e, "A picture could not be read");
            throw OpenImage.brokenHeader(e);
        }
    }

    private MediaResult timedOut(MediaReport report) {
        return report.notReady(
                AssetState.FAILED,
                new Problem(
                        "timed_out",
                        "The work on the picture took longer than the " + timeLimit.toSeconds()
                                + " s that runfolio.image.time-limit allows"));
    }

    private SniffedType sniff(MediaJob job, MediaReport report) {
        limits.checkBytes(size(job));
        SniffedType type = MediaSniffer.sniff(job.source())
                .orElseThrow(() ->
                        UnusableImageException.unsupported("unknown_format", MediaSniffer.unknownReason(job.source())));
        report.type(type);
        if (type.kind() != AssetKind.IMAGE) {
            throw UnusableImageException.unsupported(
                    "unsupported_format", "The file is " + type.mimeType() + ", not a picture");
        }
        if (C2paDetector.hasManifest(job.source(), type.format())) {
            report.detail("c2pa", true);
        }
        report.checkExtension(job.originalFilename(), type, ImageFormats.extensions(type));
        return type;
    }

    private static long size(MediaJob job) {
        try {
            return Files.size(job.source());
        } catch (IOException e) {
            throw new StorageException(
                    "The file could not be read: " + e.getClass().getSimpleName(), e);
        }
    }
}
