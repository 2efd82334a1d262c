package io.runfolio.media.video;

import io.runfolio.media.Checksums;
import io.runfolio.media.Derivative;
import io.runfolio.media.MediaJob;
import io.runfolio.run.DerivativeKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Puts finished derivatives in their places. Both are whole before the first is put, so that none is left alone. */
final class Publication {
    private final MediaJob job;
    private final Workspace workspace;

    Publication(MediaJob job, Workspace workspace) {
        this.job = job;
        this.workspace = workspace;
    }

    List<Derivative> publish(
            Mp4Header header, FrameSize web, boolean copied, PosterChoice.Chosen poster, FrameSize posterSize) {
        PosterFile.Format format = PosterFile.Format.of(job.settings().videoPosterFormat(), posterSize);
        Path picture = workspace.file("poster." + format.extension());
        PosterFile.write(poster.picture(), format, picture);
        Derivative clip = new Derivative(
                DerivativeKind.WEB,
                job.targets().web("mp4"),
                "video/mp4",
                web.width(),
                web.height(),
                OptionalDouble.of(header.seconds()),
                size(workspace.file(VideoPlan.WEB)),
                checksum(workspace.file(VideoPlan.WEB)),
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
        workspace.publish(workspace.file(VideoPlan.WEB), clip.file());
        workspace.publish(picture, still.file());
        return List.of(clip, still);
    }

    private static Map<String, Object> webMetadata(Mp4Header header, boolean copied) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("remuxed", copied);
        metadata.put("frame_count", header.frames());
        if (!copied) {
            metadata.put("crf", VideoPlan.CRF);
            metadata.put("preset", VideoPlan.PRESET);
        }
        return metadata;
    }

    private Map<String, Object> posterMetadata(PosterChoice.Chosen poster, PosterFile.Format format) {
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
            throw Workspace.failure("A clip's derivative could not be read back", e);
        }
    }
}
