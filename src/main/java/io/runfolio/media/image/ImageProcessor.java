package io.runfolio.media.image;

import io.runfolio.media.ContentCredentials;
import io.runfolio.media.Derivative;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaProcessor;
import io.runfolio.media.MediaResult;
import io.runfolio.media.MediaResult.Problem;
import io.runfolio.media.MediaSniffer;
import io.runfolio.media.SniffedType;
import io.runfolio.media.TimeLimitException;
import io.runfolio.media.WorkDeadline;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetState;
import io.runfolio.run.StorageException;
import io.runfolio.settings.ImageSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Pictures: facts from the header, limits before the decode, then web and thumb from one decode. */
public final class ImageProcessor implements MediaProcessor {
    private final ImageLimits limits;
    private final ImageWork work;
    private final Duration timeLimit;

    /**
     * @param settings limits and choices for pictures
     * @param maxBytes largest file that is worked on, in bytes
     * @param fallback what decodes the formats that Java cannot
     */
    public ImageProcessor(ImageSettings settings, long maxBytes, FallbackDecoder fallback) {
        this.limits = new ImageLimits(settings, maxBytes);
        this.work = new ImageWork(settings, limits, fallback);
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
        Report report = new Report();
        WorkDeadline deadline = WorkDeadline.start(timeLimit);
        try (deadline) {
            SniffedType type = sniff(job, report);
            Optional<ImageHeader> header = HeaderReader.read(job.source(), type);
            header.ifPresentOrElse(
                    found -> describe(found, report),
                    () -> HeaderReader.foreign(job.source(), type).stored().ifPresent(size -> limits.check(size, 1)));
            List<Derivative> derivatives = derive ? work.derive(job, type, header, report) : List.of();
            return report.ready(derivatives);
        } catch (UnusableImageException | TimeLimitException e) {
            // whatever a decoder made of the end of its input
            return e instanceof UnusableImageException refusal && !deadline.isOver()
                    ? report.unusable(refusal.state(), new Problem(refusal.code(), refusal.getMessage()))
                    : timedOut(report);
        }
    }

    private MediaResult timedOut(Report report) {
        return report.unusable(
                AssetState.FAILED,
                new Problem(
                        "timed_out",
                        "The work on the picture took longer than the " + timeLimit.toSeconds()
                                + " s that runfolio.image.time-limit allows"));
    }

    private SniffedType sniff(MediaJob job, Report report) {
        limits.checkBytes(size(job));
        SniffedType type = MediaSniffer.sniff(job.source())
                .orElseThrow(() ->
                        UnusableImageException.unsupported("unknown_format", MediaSniffer.whyUnknown(job.source())));
        report.type(type);
        if (type.kind() != AssetKind.IMAGE) {
            throw UnusableImageException.unsupported(
                    "unsupported_format", "The file is no picture but " + type.mimeType());
        }
        if (ContentCredentials.in(job.source(), type.format())) {
            report.detail("c2pa", true);
        }
        report.warnOfExtension(job.originalFilename(), type);
        return type;
    }

    private void describe(ImageHeader header, Report report) {
        report.header(header);
        limits.check(header);
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
