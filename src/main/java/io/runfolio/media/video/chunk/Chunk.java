package io.runfolio.media.video.chunk;

import java.util.ArrayList;
import java.util.List;

/**
 * Part of a picture track.
 *
 * @param from number of the first frame
 * @param to number of the frame after the last one
 */
public record Chunk(int from, int to) {

    public int frames() {
        return to - from;
    }

    /**
     * Cuts a track at the key frames that are nearest to equal parts.
     *
     * @param seconds wanted length of a chunk
     * @return at least two chunks
     * @throws OnePieceException if no key frame is near enough
     */
    public static List<Chunk> cut(PictureIndex index, double seconds) {
        double wanted = seconds * index.rate();
        int count = (int) Math.max(2, Math.ceil(index.frames() / wanted - 0.25));
        double part = (double) index.frames() / count;
        List<Chunk> chunks = new ArrayList<>();
        int from = 0;
        for (int number = 1; number < count; number++) {
            int cut = nearest(index.cuts(), number * part);
            if (cut - from >= part / 4 && index.frames() - cut >= part / 4) {
                chunks.add(new Chunk(from, cut));
                from = cut;
            }
        }
        if (chunks.isEmpty()) {
            throw new OnePieceException(OnePieceException.Reason.NO_KEY_FRAMES);
        }
        chunks.add(new Chunk(from, index.frames()));
        return chunks;
    }

    private static int nearest(int[] cuts, double wanted) {
        int best = cuts[0];
        for (int cut : cuts) {
            if (Math.abs(cut - wanted) < Math.abs(best - wanted)) {
                best = cut;
            }
        }
        return best;
    }
}
