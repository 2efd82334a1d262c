package io.runfolio.media.image;

import io.runfolio.media.image.pixel.Pixels;
import java.util.Random;

/** Pictures with the statistics of photographs: amplitude falling with frequency, hard edges, grain. */
public final class PhotoLikePictures {
    private static final int OCTAVES = 8;

    private PhotoLikePictures() {}

    public static Pixels of(int width, int height, int seed) {
        Pixels pixels = Pixels.blank(width, height, 3);
        Random random = new Random(seed);
        double[][] ridges = new double[5][];
        for (int at = 0; at < ridges.length; at++) {
            ridges[at] = new double[] {
                random.nextDouble(),
                random.nextDouble() * 4 - 2,
                random.nextDouble() * 200 - 100,
                random.nextDouble() * 60
            };
        }
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double light = 128;
                for (double[] ridge : ridges) {
                    light += (double) y / height > ridge[0] + ridge[1] * ((double) x / width - 0.5) ? ridge[2] / 2 : 0;
                }
                for (int channel = 0; channel < 3; channel++) {
                    double value = light + 90 * noise(x, y, width, seed + (channel == 1 ? 0 : channel + 7)) / 2;
                    value += random.nextGaussian() * 2;
                    pixels.samples()[3 * (y * width + x) + channel] =
                            (byte) Math.max(0, Math.min(255, Math.rint(value)));
                }
            }
        }
        return pixels;
    }

    /** Returns octaves of smooth noise, each twice as fine and half as strong as the one before. */
    private static double noise(int x, int y, int width, int seed) {
        double sum = 0;
        double strength = 1;
        double cell = width / 3.0;
        for (int octave = 0; octave < OCTAVES; octave++) {
            sum += strength * smooth(x / cell, y / cell, seed * 31 + octave);
            strength /= 2;
            cell /= 2;
        }
        return sum;
    }

    private static double smooth(double x, double y, int seed) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double u = (x - left) * (x - left) * (3 - 2 * (x - left));
        double v = (y - top) * (y - top) * (3 - 2 * (y - top));
        double above = value(left, top, seed) * (1 - u) + value(left + 1, top, seed) * u;
        double below = value(left, top + 1, seed) * (1 - u) + value(left + 1, top + 1, seed) * u;
        return above * (1 - v) + below * v;
    }

    /** Returns a number from -1 to 1 that depends only on the position. */
    private static double value(int x, int y, int seed) {
        int mixed = x * 374_761_393 + y * 668_265_263 + seed * 1_274_126_177;
        mixed = (mixed ^ mixed >>> 13) * 1_274_126_177;
        return ((mixed ^ mixed >>> 16) & 0xffff) / 32_767.5 - 1;
    }
}
