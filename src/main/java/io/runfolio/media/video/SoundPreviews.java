package io.runfolio.media.video;

import io.runfolio.files.Checksums;
import io.runfolio.files.StorageErrors;
import io.runfolio.media.Derivative;
import io.runfolio.media.DerivativeTargets;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaProcessor;
import io.runfolio.media.MediaReport;
import io.runfolio.media.MediaResult;
import io.runfolio.media.WorkDeadline;
import io.runfolio.media.child.ChildResult;
import io.runfolio.media.image.encode.OutputFormat;
import io.runfolio.media.image.encode.StillEncoder;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.media.video.engine.EngineFailure;
import io.runfolio.media.video.engine.SoundRequest;
import io.runfolio.media.video.engine.VideoEngine;
import io.runfolio.media.video.probe.Clip;
import io.runfolio.media.video.probe.ContainerFormat;
import io.runfolio.media.video.sound.Peaks;
import io.runfolio.media.video.sound.WaveformPicture;
import io.runfolio.run.AssetKind;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.run.extras.AssetPlaceholder;
import io.runfolio.run.extras.AssetPreview;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Makes the peaks of a sound, and its thumb.
 *
 * <p>The thumb is the cover picture if there is one, else a picture of the peaks. A sound that cannot be decoded is
 * ready without them, with a warning.
 */
final class SoundPreviews {
    private static final int MAX_SIDE = 512;

    private final MediaProcessor images;
    private final StillEncoder encoder;
    private final MediaJob job;
    private final ClipTempFolder clipTempFolder;
    private final MediaReport report;

    /** @param images decodes cover pictures */
    SoundPreviews(
            MediaProcessor images,
            StillEncoder encoder,
            MediaJob job,
            ClipTempFolder clipTempFolder,
            MediaReport report) {
        this.images = images;
        this.encoder = encoder;
        this.job = job;
        this.clipTempFolder = clipTempFolder;
        this.report = report;
    }

    /** Returns the thumb, if one was made. */
    List<Derivative> make(VideoEngine engine, Clip clip, ContainerFormat containerFormat, WorkDeadline deadline) {
        Optional<Clip.AudioTrack> track = clip.mainAudio();
        if (track.isEmpty()) {
            return List.of();
        }
        ChildResult result = engine.sound(
                new SoundRequest(
                        job.source(),
                        containerFormat.demuxer(),
                        track.get().index(),
                        clip.cover(),
                        clipTempFolder.folder()),
                deadline.left());
        report.log(EngineFailure.stderr(result));
        Optional<Peaks> peaks = Peaks.read(clipTempFolder.file(SoundRequest.PCM), SoundRequest.SAMPLE_RATE);
        if (!result.succeeded() || peaks.isEmpty()) {
            report.warn("The sound could not be decoded for its waveform");
        }
        Optional<Derivative> thumb = cover().or(() -> peaks.map(this::waveform));
        peaks.ifPresent(found -> new PreviewPublisher(job, clipTempFolder, report).peaks(found));
        return thumb.stream().toList();
    }

    /** Makes the thumb of the cover with all limits of pictures; empty if there is no usable cover. */
    private Optional<Derivative> cover() {
        Path cover = clipTempFolder.file(SoundRequest.COVER);
        if (!Files.exists(cover)) {
            return Optional.empty();
        }
        DerivativeTargets targets = new DerivativeTargets(
                clipTempFolder.file("cover-web"),
                job.targets().thumbStem(),
                clipTempFolder.file("cover-poster"),
                clipTempFolder.file("cover.log"));
        MediaResult made =
                images.derive(new MediaJob(cover, AssetKind.IMAGE, null, targets, thumbOnly(job.settings())));
        Optional<Derivative> thumb = made.derivatives().stream()
                .filter(derivative -> derivative.kind() == DerivativeKind.THUMB)
                .findFirst();
        if (thumb.isPresent()) {
            report.detail(AssetPreview.THUMB_SOURCE, "cover");
            report.detail(AssetPlaceholder.KEY, made.details().get(AssetPlaceholder.KEY));
        } else {
            report.warn("The cover picture of the sound could not be read");
        }
        return thumb;
    }

    /** Returns settings whose web derivative, which is not kept, has a single pixel. */
    private static DerivativeSettings thumbOnly(DerivativeSettings settings) {
        return new DerivativeSettings(
                1,
                "png",
                settings.imageWebQuality(),
                settings.imageThumbMaxDimension(),
                settings.imageThumbFormat(),
                settings.imageThumbQuality(),
                settings.videoWebMaxWidth(),
                settings.videoPosterWidth(),
                settings.videoPosterFormat(),
                settings.allowUpscale(),
                settings.enableSha256());
    }

    private Derivative waveform(Peaks peaks) {
        report.detail(AssetPreview.THUMB_SOURCE, "waveform");
        Pixels picture =
                WaveformPicture.draw(peaks, Math.min(MAX_SIDE, job.settings().imageThumbMaxDimension()));
        OutputFormat format = OutputFormat.of(job.settings().imageThumbFormat())
                .filter(wanted -> wanted.holds(picture.width(), picture.height()))
                .orElse(OutputFormat.PNG);
        Path written = clipTempFolder.file("waveform." + format.extension());
        byte[] bytes;
        try {
            bytes = encoder.encode(picture, format, job.settings().imageThumbQuality());
            Files.write(written, bytes);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "Cannot write the waveform of a sound");
        }
        Path thumb = job.targets().thumb(format.extension());
        clipTempFolder.publish(written, thumb);
        return new Derivative(
                DerivativeKind.THUMB,
                thumb,
                format.mimeType(),
                picture.width(),
                picture.height(),
                OptionalDouble.empty(),
                bytes.length,
                job.settings().enableSha256() ? Optional.of(Checksums.sha256(bytes)) : Optional.empty(),
                Optional.empty(),
                Map.of());
    }
}
