package io.runfolio.media.video;

import io.runfolio.media.MediaReport;
import io.runfolio.media.WorkDeadline;
import io.runfolio.media.video.chunk.ChunkCheckpoints;
import io.runfolio.media.video.chunk.ChunkTasks;
import io.runfolio.media.video.chunk.ChunkedClip;
import io.runfolio.media.video.chunk.OnePieceException;
import io.runfolio.media.video.chunk.OnePieceException.Reason;
import io.runfolio.media.video.chunk.PictureIndex;
import io.runfolio.media.video.chunk.StillFrames;
import io.runfolio.media.video.engine.ChunkEngine;
import io.runfolio.media.video.engine.TranscodePlan;
import io.runfolio.media.video.engine.VideoEngine;
import io.runfolio.media.video.probe.ContainerFormat;
import io.runfolio.media.video.probe.VideoTrack;
import io.runfolio.media.video.storyboard.StoryboardPlan;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Encodes a long clip in chunks where it can be cut, and records which way was taken and why. */
final class LongClipEncoder {
    private static final String RECORD = "transcode";
    private static final Set<String> INDEXED =
            Set.of(ContainerFormat.MP4.demuxer(), ContainerFormat.MATROSKA.demuxer());

    private static final double MILLIS = 1_000;

    private final VideoEngine engine;
    private final ChunkTasks tasks;
    private final double chunkSeconds;
    private final WorkDeadline deadline;
    private final MediaReport report;

    LongClipEncoder(
            VideoEngine engine, ChunkTasks tasks, double chunkSeconds, WorkDeadline deadline, MediaReport report) {
        this.engine = engine;
        this.tasks = tasks;
        this.chunkSeconds = chunkSeconds;
        this.deadline = deadline;
        this.report = report;
    }

    /**
     * Writes what the plan asks for; returns false if it has to be executed in one piece.
     *
     * @param sizes sizes of the derivatives
     * @param checkpoints gives the folder for the chunks
     */
    boolean encode(
            TranscodePlan plan, VideoTrack track, FilterGraphBuilder graph, Sizes sizes, Supplier<Path> checkpoints) {
        return tasks.withEncoder(() -> inChunks(plan, track, graph, sizes, checkpoints));
    }

    private boolean inChunks(
            TranscodePlan plan, VideoTrack track, FilterGraphBuilder graph, Sizes sizes, Supplier<Path> checkpoints) {
        long begun = System.nanoTime();
        StringBuffer log = new StringBuffer(); // helpers write, too
        try {
            checkContainer(plan.demuxer());
            checkTrack(track);
            ChunkEngine chunkEngine = engine.chunks().orElseThrow(() -> new OnePieceException(Reason.ENGINE));
            ChunkedClip clip = new ChunkedClip(
                    chunkEngine,
                    engine.describe(),
                    plan,
                    tasks,
                    ChunkCheckpoints.open(checkpoints.get()),
                    deadline::left,
                    log::append);
            PictureIndex index = clip.index();
            int chunks = clip.encode(
                    index,
                    chunkSeconds,
                    graph.chunks(sizes.web(), sizes.poster(), sizes.board()),
                    StillFrames.atLeastApart(index, graph.posterStep(), plan.posterFrames()),
                    sizes.board()
                            .map(board -> StillFrames.onGrid(index, board.stepMillis() / MILLIS, board.maxTiles()))
                            .orElse(StillFrames.none()));
            report.detail(RECORD, Map.of("chunks", chunks));
            return true;
        } catch (OnePieceException e) {
            Map<String, Object> way = new LinkedHashMap<>();
            way.put("chunks", 1);
            way.put("reason", e.reason().word());
            report.detail(RECORD, way);
            WorkDeadline.extend(System.nanoTime() - begun); // one piece gets the time that it would have had
            return false;
        } finally {
            report.log(log.toString());
        }
    }

    /** Sizes of the derivatives of a clip. */
    record Sizes(FrameSize web, FrameSize poster, Optional<StoryboardPlan> board) {}

    /** Refuses containers in which FFmpeg may miss the key frame that it looks for. */
    private static void checkContainer(String demuxer) {
        if (!INDEXED.contains(demuxer)) {
            throw new OnePieceException(Reason.CONTAINER);
        }
    }

    private static void checkTrack(VideoTrack track) {
        if (track.rotation() != 0) {
            throw new OnePieceException(Reason.ROTATED);
        }
        if (track.colour().isHdr()) {
            throw new OnePieceException(Reason.HDR);
        }
        if (track.isInterlaced()) {
            throw new OnePieceException(Reason.INTERLACED);
        }
        if (track.hasAlpha()) {
            throw new OnePieceException(Reason.TRANSPARENCY);
        }
    }
}
