package io.runfolio.media.video;

import io.runfolio.files.Checksums;
import io.runfolio.files.StorageErrors;
import io.runfolio.media.Derivative;
import io.runfolio.media.MediaJob;
import io.runfolio.media.image.encode.OutputFormat;
import io.runfolio.media.image.encode.PicturePipeline;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.media.image.pixel.Size;
import io.runfolio.media.video.engine.TranscodePlan;
import io.runfolio.media.video.mp4.Mp4Header;
import io.runfolio.run.DerivativeKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Publishes finished derivatives. Both are complete before the first is moved to its place. */
final class DerivativePublisher {
    private static final int JPEG_QUALITY = 90;
    private static final int WEBP_QUALITY = 82;

    private final MediaJob job;
    private final ClipTempFolder clipTempFolder;
    private final PicturePipeline pipeline;

    DerivativePublisher(MediaJob job, ClipTempFolder clipTempFolder, PicturePipeline pipeline) {
        this.job = job;
        this.clipTempFolder = clipTempFolder;
        this.pipeline = pipeline;
    }

    List<Derivative> publish(
            Mp4Header header,
            FrameSize web,
            boolean copied,
            PosterSelector.SelectedFrame poster,
            FrameSize posterSize) {
        OutputFormat format = OutputFormat.of(job.settings().videoPosterFormat())
                .filter(wanted -> wanted.holds(posterSize.width(), posterSize.height()))
                .orElse(OutputFormat.JPG);
        Path picture = clipTempFolder.file("poster." + format.extension());
        write(poster.pixels(), format, picture);
        Derivative clip = new Derivative(
                DerivativeKind.WEB,
                job.targets().web("mp4"),
                "video/mp4",
                web.width(),
                web.height(),
                OptionalDouble.of(header.seconds()),
                size(clipTempFolder.file(TranscodePlan.WEB)),
                checksum(clipTempFolder.file(TranscodePlan.WEB)),
                Optional.of("h264"),
                webMetadata(header, copied));
        Derivative still = new Derivative(
                DerivativeKind.POSTER,
                job.targets().poster(format.extension()),
                format.mimeType(),
                posterSize.width(),
                posterSize.height(),
                OptionalDouble.empty(),
                size(picture),
                checksum(picture),
                Optional.empty(),
                posterMetadata(poster, format));
        clipTempFolder.publish(clipTempFolder.file(TranscodePlan.WEB), clip.file());
        clipTempFolder.publish(picture, still.file());
        return List.of(clip, still);
    }

    private void write(Pixels pixels, OutputFormat format, Path file) {
        try {
            int quality = format == OutputFormat.WEBP ? WEBP_QUALITY : JPEG_QUALITY;
            Files.write(file, pipeline.encode(pixels, new Size(pixels.width(), pixels.height()), format, quality));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "Cannot write the poster of a clip");
        }
    }

    private static Map<String, Object> webMetadata(Mp4Header header, boolean copied) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("remuxed", copied);
        metadata.put("frame_count", header.frames());
        if (!copied) {
            metadata.put("crf", TranscodePlan.CRF);
            metadata.put("preset", TranscodePlan.PRESET);
        }
        return metadata;
    }

    private Map<String, Object> posterMetadata(PosterSelector.SelectedFrame poster, OutputFormat format) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        String wanted = job.settings().videoPosterFormat();
        if (!format.extension().equals(wanted)) {
            metadata.put("fallback_from", wanted);
        }
        if (poster.blank()) {
            metadata.put("blank", true);
        }
        return metadata;
    }

    private Optional<String> checksum(Path file) {
        return job.settings().enableSha256() ? Optional.of(Checksums.sha256(file)) : Optional.empty();
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "Cannot read a derivative of a clip");
        }
    }
}
