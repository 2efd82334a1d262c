package io.runfolio.media.video.chunk;

import io.runfolio.files.StorageErrors;
import io.runfolio.media.video.chunk.OnePieceException.Reason;
import io.runfolio.media.video.engine.ChunkEngine;
import io.runfolio.media.video.engine.ChunkPlan;
import io.runfolio.media.video.engine.TranscodePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares windows of a joined clip with the source, and with the same windows encoded in one piece.
 *
 * <p>The windows are around the first, a middle and the last joint, and in the middle of the longest chunk.
 */
final class WindowCheck {
    /** Minimum similarity, relative to that of one piece. */
    private static final double MIN_SIMILARITY = 0.98;

    private static final int FRAMES = 24;
    private static final Pattern SIMILARITY = Pattern.compile("All:(\\d\\.\\d{1,9})");

    private final ChunkEngine engine;
    private final TranscodePlan plan;
    private final PictureIndex index;
    private final Supplier<Duration> timeLimit;
    private final Consumer<String> log;

    WindowCheck(
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

    /**
     * Checks all windows.
     *
     * @param step distance of two frames of the joined clip, in seconds
     * @param delay time of its first frame
     * @throws OnePieceException if a window is less similar to the source than one piece
     */
    void check(List<Chunk> chunks, Path web, double step, double delay, ChunkGraphs graphs) {
        for (int start : starts(chunks)) {
            Chunk window = new Chunk(start, Math.min(index.frames(), start + FRAMES));
            ChunkPlan part = new ChunkPlan(
                    plan.source(),
                    plan.demuxer(),
                    plan.video(),
                    plan.decoder(),
                    index.seekSeconds(index.keyFrameBefore(start)),
                    graphs.window(ChunkedClip.cut(index, window)),
                    0,
                    0,
                    plan.workingFolder());
            ChunkedClip.whole(engine.window(part, timeLimit.get()), Reason.SIMILARITY, log);
            double from = start == 0 ? 0 : delay + (start - 0.5) * step;
            ChunkedClip.whole(
                    engine.compare(web, from, window.frames(), plan.workingFolder(), timeLimit.get()),
                    Reason.SIMILARITY,
                    log);
            double wanted = mean(ChunkEngine.ONE_PIECE_SIMILARITY, window.frames());
            if (mean(ChunkEngine.CHUNKED_SIMILARITY, window.frames()) < MIN_SIMILARITY * wanted) {
                throw new OnePieceException(Reason.SIMILARITY);
            }
        }
    }

    private SortedSet<Integer> starts(List<Chunk> chunks) {
        SortedSet<Integer> starts = new TreeSet<>();
        for (int chunk : List.of(1, chunks.size() / 2, chunks.size() - 1)) {
            starts.add(Math.max(0, chunks.get(chunk).from() - FRAMES / 2));
        }
        Chunk longest =
                chunks.stream().max(Comparator.comparingInt(Chunk::frames)).orElseThrow();
        starts.add(index.keyFrameBefore(longest.from() + longest.frames() / 2));
        return starts;
    }

    /** Returns the mean similarity of all frames of a window. */
    private double mean(String file, int frames) {
        try {
            List<String> lines = Files.readAllLines(plan.workingFolder().resolve(file));
            if (lines.size() != frames) {
                throw new OnePieceException(Reason.FRAMES);
            }
            return lines.stream().mapToDouble(WindowCheck::similarity).average().orElse(0);
        } catch (NoSuchFileException e) {
            throw new OnePieceException(Reason.SIMILARITY);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The similarity of a clip's frames cannot be read");
        }
    }

    private static double similarity(String line) {
        Matcher all = SIMILARITY.matcher(line);
        return all.find() ? Double.parseDouble(all.group(1)) : 0;
    }
}
