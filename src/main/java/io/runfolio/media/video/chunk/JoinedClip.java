package io.runfolio.media.video.chunk;

import io.runfolio.media.video.chunk.OnePieceException.Reason;
import io.runfolio.media.video.engine.ChunkEngine;
import io.runfolio.media.video.engine.TranscodePlan;
import io.runfolio.media.video.mp4.Mp4Times;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Joins the chunks of a clip, and checks the result against what one piece would be. */
final class JoinedClip {
    /** Maximum size, relative to the estimate for one piece. */
    private static final double MAX_SIZE = 1.05;
    /** Frames between two key frames if nothing else makes one: the default of libx264. */
    private static final int KEY_FRAME_DISTANCE = 250;

    private static final double MICROS = 1e6;

    private final ChunkEngine engine;
    private final TranscodePlan plan;
    private final PictureIndex index;
    private final Supplier<Duration> timeLimit;
    private final Consumer<String> log;

    JoinedClip(
            ChunkEngine engine,
            TranscodePlan plan,
            PictureIndex index,
            Supplier<Duration> timeLimit,
            Consumer<String> log) {
        this.engine = engine;
        this.plan = plan;
        this.index = index;
        this.timeLimit = timeLimit;
        this.log = log;
    }

    /** @throws OnePieceException if a check fails */
    void joinAndCheck(List<Chunk> chunks, List<Path> files, ChunkGraphs graphs) {
        Mp4Times first = even(files.get(0));
        for (Path file : files) {
            Mp4Times times = even(file);
            if (times.scale() != first.scale() || times.step() != first.step()) {
                throw new OnePieceException(Reason.TIMES);
            }
        }
        double step = (double) first.step() / first.scale();
        ChunkEngine.Join join = new ChunkEngine.Join(
                files, micros(chunks, step), delay(step), plan.audio().isPresent(), plan.workingFolder());
        ChunkedClip.whole(engine.join(join, timeLimit.get()), Reason.TIMES, log);
        Path web = plan.workingFolder().resolve(TranscodePlan.WEB);
        Mp4Times joined = even(web);
        checkTracks(web, joined, step);
        checkSize(web, joined, chunks.size());
        new WindowCheck(engine, plan, index, timeLimit, log).check(chunks, web, step, delay(step), graphs);
    }

    private static Mp4Times even(Path file) {
        Mp4Times times = Mp4Times.pictures(file).orElseThrow(() -> new OnePieceException(Reason.TIMES));
        if (!times.isEven()) {
            throw new OnePieceException(Reason.TIMES);
        }
        return times;
    }

    /** Returns the lengths in microseconds. Rounding errors do not add up. */
    private static List<Long> micros(List<Chunk> chunks, double step) {
        List<Long> micros = new ArrayList<>();
        for (Chunk chunk : chunks) {
            micros.add(Math.round(chunk.to() * step * MICROS) - Math.round(chunk.from() * step * MICROS));
        }
        return micros;
    }

    /** Returns the time of the first frame, rounded to frames as the encoder does it in one piece. */
    private double delay(double step) {
        return Math.max(0, Math.round(index.start() / step)) * step;
    }

    private void checkTracks(Path web, Mp4Times joined, double step) {
        if (joined.frames() != index.frames()) {
            throw new OnePieceException(Reason.FRAMES);
        }
        double seconds = (double) joined.step() / joined.scale() * joined.frames();
        if (Math.abs(seconds - index.frames() / index.rate()) > step) {
            throw new OnePieceException(Reason.TIMES);
        }
        Optional<Mp4Times> sound = plan.audio().isPresent()
                ? Mp4Times.sounds(plan.workingFolder().resolve(ChunkEngine.SOUND))
                : Optional.empty();
        if (!sound.map(Mp4Times::frames).equals(Mp4Times.sounds(web).map(Mp4Times::frames))) {
            throw new OnePieceException(Reason.SOUND);
        }
    }

    /** Compares with an estimate for one piece, which has fewer key frames. */
    private static void checkSize(Path web, Mp4Times joined, int chunks) {
        long fewest = (joined.frames() + KEY_FRAME_DISTANCE - 1) / KEY_FRAME_DISTANCE;
        long more = Math.min(chunks - 1, Math.max(0, joined.keyFrames() - fewest));
        long size = web.toFile().length();
        if (size > MAX_SIZE * (size - more * joined.keyFrameExcess())) {
            throw new OnePieceException(Reason.SIZE);
        }
    }
}
