package io.runfolio.media.video;

import io.runfolio.files.Checksums;
import io.runfolio.files.StorageErrors;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaPreview;
import io.runfolio.media.MediaReport;
import io.runfolio.media.image.encode.StillEncoder;
import io.runfolio.media.video.sound.Peaks;
import io.runfolio.media.video.storyboard.Storyboard;
import io.runfolio.run.extras.AssetPreview;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Writes files for previews beside the thumb, and adds them to the facts of the clip. */
final class PreviewPublisher {
    private final MediaJob job;
    private final ClipTempFolder clipTempFolder;
    private final MediaReport report;

    PreviewPublisher(MediaJob job, ClipTempFolder clipTempFolder, MediaReport report) {
        this.job = job;
        this.clipTempFolder = clipTempFolder;
        this.report = report;
    }

    /**
     * Writes the picture and the cues of a storyboard.
     *
     * @param seconds length of the clip
     */
    void storyboard(Storyboard storyboard, double seconds, StillEncoder encoder) {
        Path picture = job.targets().thumb("storyboard", "webp");
        Path cues = job.targets().thumb("storyboard", "vtt");
        String text = storyboard.cues(picture.getFileName().toString(), seconds);
        OptionalInt width = OptionalInt.of(storyboard.width());
        OptionalInt height = OptionalInt.of(storyboard.height());
        publish(AssetPreview.STORYBOARD, picture, "image/webp", width, height, encoded(storyboard, encoder));
        publish(
                AssetPreview.STORYBOARD_CUES,
                cues,
                "text/vtt",
                OptionalInt.empty(),
                OptionalInt.empty(),
                text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the peaks of a sound. */
    void peaks(Peaks peaks) {
        publish(
                AssetPreview.PEAKS,
                job.targets().thumb("peaks", "json"),
                "application/json",
                OptionalInt.empty(),
                OptionalInt.empty(),
                peaks.json().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] encoded(Storyboard storyboard, StillEncoder encoder) {
        try {
            return storyboard.webp(encoder);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "Cannot encode the storyboard of a clip");
        }
    }

    private void publish(
            String name, Path file, String mimeType, OptionalInt width, OptionalInt height, byte[] content) {
        Path written = clipTempFolder.file(name);
        try {
            Files.write(written, content);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "Cannot write " + name + " of a clip");
        }
        clipTempFolder.publish(written, file);
        Optional<String> sha256 =
                job.settings().enableSha256() ? Optional.of(Checksums.sha256(content)) : Optional.empty();
        report.preview(new MediaPreview(name, file, mimeType, width, height, content.length, sha256));
    }
}
