package io.runfolio.media.video.chunk;

import java.util.ArrayList;
import java.util.List;

/**
 * Frames of a clip that become candidates for the poster, or tiles of the storyboard, as in one piece.
 *
 * @param numbers numbers of the frames, ascending
 */
public record StillFrames(List<Integer> numbers) {

    /** Returns no frames. */
    public static StillFrames none() {
        return new StillFrames(List.of());
    }

    /**
     * Returns the first frame, and each that is at least a step later than the one before.
     *
     * @param max maximum number of frames
     */
    public static StillFrames atLeastApart(PictureIndex index, double stepSeconds, int max) {
        List<Integer> numbers = new ArrayList<>();
        double before = Double.NEGATIVE_INFINITY;
        for (int frame = 0; frame < index.frames() && numbers.size() < max; frame++) {
            if (index.seconds(frame) - before >= stepSeconds) {
                numbers.add(frame);
                before = index.seconds(frame);
            }
        }
        return new StillFrames(numbers);
    }

    /**
     * Returns the frames that the filter {@code fps} selects: the last one before the middle of each step.
     *
     * @throws OnePieceException if the filter would repeat frames
     */
    public static StillFrames onGrid(PictureIndex index, double stepSeconds, int max) {
        if (index.rate() * stepSeconds < 2) {
            throw new OnePieceException(OnePieceException.Reason.LOW_FRAME_RATE);
        }
        List<Integer> numbers = new ArrayList<>();
        int frame = 0;
        double end = index.seconds(index.frames() - 1) + 1 / index.rate();
        for (int tile = 0; tile < max && tile * stepSeconds < end; tile++) {
            while (frame + 1 < index.frames() && index.seconds(frame + 1) < (tile + 0.5) * stepSeconds) {
                frame++;
            }
            if (numbers.isEmpty() || numbers.get(numbers.size() - 1) < frame) {
                numbers.add(frame);
            }
        }
        return new StillFrames(numbers);
    }

    /** Returns the frames of a chunk, counted from its start. */
    List<Integer> of(Chunk chunk) {
        return numbers.stream()
                .filter(frame -> frame >= chunk.from() && frame < chunk.to())
                .map(frame -> frame - chunk.from())
                .toList();
    }
}
