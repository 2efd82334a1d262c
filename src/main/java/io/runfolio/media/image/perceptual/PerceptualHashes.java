package io.runfolio.media.image.perceptual;

import io.runfolio.media.MediaReport;
import io.runfolio.media.image.pixel.AreaAverage;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.run.extras.PerceptualHash;
import java.util.Arrays;
import java.util.Optional;

/**
 * Computes perceptual hashes from the pixels of a thumbnail or poster, within about a millisecond.
 *
 * <p>The structure is the usual perceptual hash (pHash): the luma in 32 × 32 cells, its discrete cosine transform, and
 * for the 8 × 8 lowest frequencies whether each is above their median.
 */
public final class PerceptualHashes {
    private static final int CELLS = 32;
    private static final int TERMS = 8;
    private static final int COLOR_CELLS = 8;
    /** Transparent pixels count as white. */
    private static final int BACKGROUND = 0xffffff;
    /** Longest side of the measured picture. */
    private static final int MAX_SIDE = 128;
    /** Standard deviation of the luma below which a picture has no structure to compare, of 255. */
    private static final double MIN_CONTRAST = 3;

    private static final double[][] COSINES = cosines();

    private PerceptualHashes() {}

    private static double[][] cosines() {
        double[][] table = new double[TERMS][CELLS];
        for (int term = 0; term < TERMS; term++) {
            for (int at = 0; at < CELLS; at++) {
                table[term][at] = Math.cos(Math.PI / CELLS * term * (at + 0.5));
            }
        }
        return table;
    }

    /** Returns the hash of a picture that is upright and sRGB; empty for one that is nearly of one color. */
    public static Optional<PerceptualHash> of(Pixels picture) {
        CellMeans cells = new CellMeans(AreaAverage.reduce(picture, MAX_SIDE).over(BACKGROUND));
        double[] luma = cells.luma(CELLS, CELLS);
        if (deviation(luma) < MIN_CONTRAST) {
            return Optional.empty();
        }
        double[] colors = cells.colors(COLOR_CELLS, COLOR_CELLS);
        byte[] rounded = new byte[PerceptualHash.COLOR_BYTES];
        for (int at = 0; at < rounded.length; at++) {
            rounded[at] = Pixels.sample((float) colors[at]);
        }
        return Optional.of(new PerceptualHash(structure(luma), rounded));
    }

    /** Adds the hash of a thumbnail or poster to the facts of its file. */
    public static void report(Pixels shown, MediaReport report) {
        of(shown).ifPresent(hash -> report.detail(PerceptualHash.KEY, hash.json()));
    }

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Math.sqrt(Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow());
    }

    private static long structure(double[] luma) {
        double[] terms = new double[TERMS * TERMS];
        for (int down = 0; down < TERMS; down++) {
            for (int across = 0; across < TERMS; across++) {
                terms[down * TERMS + across] = term(luma, across, down);
            }
        }
        double[] sorted = terms.clone();
        Arrays.sort(sorted);
        double median = (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
        long bits = 0;
        for (double term : terms) {
            bits = bits << 1 | (term > median ? 1 : 0);
        }
        return bits;
    }

    private static double term(double[] luma, int across, int down) {
        double sum = 0;
        for (int y = 0; y < CELLS; y++) {
            double row = 0;
            for (int x = 0; x < CELLS; x++) {
                row += luma[y * CELLS + x] * COSINES[across][x];
            }
            sum += row * COSINES[down][y];
        }
        return sum;
    }
}
