package io.runfolio.wiring;

import io.runfolio.media.HeifItem;
import io.runfolio.media.SniffedType;
import io.runfolio.media.child.ChildRunner;
import io.runfolio.media.image.ImageProcessor;
import io.runfolio.media.image.foreign.UndecodableException;
import io.runfolio.media.video.VideoProcessor;
import io.runfolio.media.video.chunk.ChunkTasks;
import io.runfolio.media.video.chunk.LocalChunkTasks;
import io.runfolio.media.video.still.ChildStillDecoder;
import io.runfolio.settings.RunfolioSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Processors of media files.
 *
 * @param images for pictures
 * @param clips for clips and sounds
 */
public record MediaParts(ImageProcessor images, VideoProcessor clips) {

    /**
     * Creates both processors.
     *
     * @param children runs the programs that they start
     */
    public static MediaParts of(RunfolioSettings settings, ChildRunner children) {
        return of(settings, children, new LocalChunkTasks(settings.worker().videoThreads()));
    }

    /** @param chunks executes the tasks of clips that are encoded in chunks */
    static MediaParts of(RunfolioSettings settings, ChildRunner children, ChunkTasks chunks) {
        VideoProcessor clips = VideoProcessor.create(settings.media(), children, chunks);
        // foreign formats are decoded by the video engine
        ImageProcessor images = new ImageProcessor(
                settings.media().image(),
                settings.media().maxBytes(),
                (source, type, item, folder) -> foreignStill(clips, source, type, item, folder));
        return new MediaParts(images, clips);
    }

    private static Optional<Path> foreignStill(
            VideoProcessor clips, Path source, SniffedType type, Optional<HeifItem> item, Path folder) {
        try {
            return clips.stills().toPng(source, type, item, folder);
        } catch (ChildStillDecoder.CorruptStillException e) {
            throw new UndecodableException(e.code(), e.getMessage(), e.messages());
        }
    }
}
