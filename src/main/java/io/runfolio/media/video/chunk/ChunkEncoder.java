package io.runfolio.media.video.chunk;

import io.runfolio.media.video.chunk.OnePieceException.Reason;
import io.runfolio.media.video.engine.ChunkEngine;
import io.runfolio.media.video.engine.TranscodePlan;
import io.runfolio.media.video.mp4.Mp4Times;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Encodes chunks into checkpoints, and checks each.
 *
 * @param engine encodes
 * @param log receives the engine's output, from several threads
 */
public record ChunkEncoder(ChunkEngine engine, Consumer<String> log) {

    /**
     * Returns when the result of a task is in the checkpoints, under its key.
     *
     * @throws OnePieceException if the chunk is damaged or incomplete
     */
    public void encode(ChunkTask task, ChunkCheckpoints checkpoints, Duration timeLimit) {
        checkpoints.make(task.key(), folder -> {
            ChunkedClip.whole(engine.encode(task.plan().in(folder), timeLimit), Reason.DAMAGED, log);
            boolean isComplete = Mp4Times.pictures(folder.resolve(TranscodePlan.WEB))
                            .filter(times -> times.frames() == task.chunk().frames())
                            .isPresent()
                    && hasFrames(
                            folder.resolve(TranscodePlan.POSTER), task.plan().posterFrames())
                    && hasFrames(
                            folder.resolve(TranscodePlan.STORYBOARD),
                            task.plan().storyboardFrames());
            if (!isComplete) {
                throw new OnePieceException(Reason.FRAMES);
            }
        });
    }

    private static boolean hasFrames(Path frames, int count) {
        return count == 0 || frames.toFile().length() > 0 && frames.toFile().length() % count == 0;
    }
}
