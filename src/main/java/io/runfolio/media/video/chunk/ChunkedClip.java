package io.runfolio.media.video.chunk;

import io.runfolio.files.Checksums;
import io.runfolio.files.EnvironmentException;
import io.runfolio.files.StorageErrors;
import io.runfolio.media.child.ChildResult;
import io.runfolio.media.video.chunk.OnePieceException.Reason;
import io.runfolio.media.video.engine.ChunkEngine;
import io.runfolio.media.video.engine.ChunkPlan;
import io.runfolio.media.video.engine.EngineFailure;
import io.runfolio.media.video.engine.TranscodePlan;
import io.runfolio.media.video.mp4.Mp4Times;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Encodes one clip in chunks, which are joined and checked. For a single use. */
public final class ChunkedClip {
    private final ChunkEngine engine;
    private final String engineName;
    private final TranscodePlan plan;
    private final ChunkTasks tasks;
    private final ChunkCheckpoints checkpoints;
    private final Supplier<Duration> timeLimit;
    private final Consumer<String> log;

    /**
     * @param engineName name and version of the engine, which is part of the keys
     * @param plan what would be encoded in one piece; its working folder receives the same files
     * @param log receives the engine's output, from several threads
     */
    public ChunkedClip(
            ChunkEngine engine,
            String engineName,
            TranscodePlan plan,
            ChunkTasks tasks,
            ChunkCheckpoints checkpoints,
            Supplier<Duration> timeLimit,
            Consumer<String> log) {
        this.engine = engine;
        this.engineName = engineName;
        this.plan = plan;
        this.tasks = tasks;
        this.checkpoints = checkpoints;
        this.timeLimit = timeLimit;
        this.log = log;
    }

    /**
     * Reads the index of the pictures, without decoding.
     *
     * @throws OnePieceException if the clip cannot be cut
     */
    public PictureIndex index() {
        ChildResult listed =
                engine.pictureIndex(plan.source(), plan.demuxer(), plan.video(), plan.workingFolder(), timeLimit.get());
        return PictureIndex.read(whole(listed, Reason.DAMAGED).output());
    }

    /**
     * Encodes, joins and checks. The working folder has the web file and the frames for poster and storyboard.
     *
     * @param chunkSeconds wanted length of a chunk
     * @return number of chunks
     * @throws OnePieceException if the clip has to be encoded in one piece
     */
    public int encode(
            PictureIndex index, double chunkSeconds, ChunkGraphs graphs, StillFrames poster, StillFrames tiles) {
        String source = Checksums.sha256(plan.source());
        List<ChunkTask> all = tasks(source, index, Chunk.cut(index, chunkSeconds), graphs, poster, tiles);
        List<ChunkTask> open = all.stream()
                .filter(task -> checkpoints.find(task.key()).isEmpty())
                .toList();
        if (!open.isEmpty()) {
            ChunkEncoder encoder = new ChunkEncoder(engine, log);
            tasks.run(open, checkpoints, (task, limit) -> encoder.encode(task, checkpoints, limit.get()), timeLimit);
        }
        List<Path> chunks = all.stream().map(task -> found(task.key())).toList();
        boolean sound = plan.audio().isPresent();
        if (sound) {
            encodeSound(source);
        }
        collect(chunks, TranscodePlan.POSTER);
        collect(chunks, TranscodePlan.STORYBOARD);
        new JoinedClip(engine, plan, index, timeLimit, log)
                .joinAndCheck(
                        all.stream().map(ChunkTask::chunk).toList(),
                        chunks.stream()
                                .map(folder -> folder.resolve(TranscodePlan.WEB))
                                .toList(),
                        graphs);
        return all.size();
    }

    private List<ChunkTask> tasks(
            String source,
            PictureIndex index,
            List<Chunk> chunks,
            ChunkGraphs graphs,
            StillFrames poster,
            StillFrames tiles) {
        List<ChunkTask> all = new ArrayList<>();
        for (Chunk chunk : chunks) {
            List<Integer> candidates = poster.of(chunk);
            List<Integer> board = tiles.of(chunk);
            String graph = graphs.chunk(cut(index, chunk), candidates, board);
            ChunkPlan part = new ChunkPlan(
                    plan.source(),
                    plan.demuxer(),
                    plan.video(),
                    plan.decoder(),
                    index.seekSeconds(chunk.from()),
                    graph,
                    candidates.size(),
                    board.size(),
                    plan.workingFolder());
            all.add(ChunkTask.of(source, engineName, chunk, part));
        }
        return all;
    }

    /** Returns the filters that cut a part by the times of the file. */
    static String cut(PictureIndex index, Chunk part) {
        long end = part.to() < index.frames() ? index.times()[part.to()] : index.times()[index.frames() - 1] + 1;
        return "trim=start_pts=" + index.times()[part.from()] + ":end_pts=" + end + ",setpts=PTS-STARTPTS";
    }

    private void encodeSound(String source) {
        String key = ChunkTask.soundKey(source, engineName, plan);
        if (checkpoints.find(key).isEmpty()) {
            checkpoints.make(key, folder -> {
                whole(engine.sound(plan.in(folder), timeLimit.get()), Reason.SOUND);
                if (Mp4Times.sounds(folder.resolve(ChunkEngine.SOUND)).isEmpty()) {
                    throw new OnePieceException(Reason.SOUND);
                }
            });
        }
        copy(List.of(found(key)), ChunkEngine.SOUND);
    }

    private Path found(String key) {
        return checkpoints
                .find(key)
                .orElseThrow(() -> new EnvironmentException("A chunk of a clip is missing or was changed", null));
    }

    private ChildResult whole(ChildResult result, Reason otherwise) {
        return whole(result, otherwise, log);
    }

    /** Returns the result of a step that succeeded without a remark on the file. */
    static ChildResult whole(ChildResult result, Reason otherwise, Consumer<String> log) {
        log.accept(EngineFailure.stderr(result));
        if (result.timedOut()) {
            throw EngineFailure.classify(result);
        }
        if (!result.succeeded() || EngineFailure.hasDecodeErrors(result)) {
            throw new OnePieceException(otherwise);
        }
        return result;
    }

    private void collect(List<Path> chunks, String name) {
        copy(chunks.stream().filter(chunk -> Files.exists(chunk.resolve(name))).toList(), name);
    }

    /** Writes the files of a name, one after the other, into the working folder. */
    private void copy(List<Path> folders, String name) {
        try (OutputStream out = Files.newOutputStream(plan.workingFolder().resolve(name))) {
            for (Path folder : folders) {
                Files.copy(folder.resolve(name), out);
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The chunks of a clip cannot be collected");
        }
    }
}
