package io.runfolio.media.image.colour;

import io.runfolio.media.image.pixel.Pixels;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Appearance of CMYK on coated paper, for pictures without a profile.
 *
 * <p>A table of 5 x 5 x 5 x 6 colors, interpolated linearly. {@code docs/decisions.md} names the source of its numbers.
 */
final class CmykTable {
    private static final String RESOURCE = "press.table";
    /** Percentages of cyan, magenta and yellow in the table. */
    private static final int[] COLORS = {0, 20, 40, 70, 100};

    private static final int[] BLACKS = {0, 20, 40, 60, 80, 100};
    /** Unit of the table: sRGB samples in 1/64, beyond 0..255 where sRGB has no such color. */
    private static final float UNIT = 1 / 64f;

    private static final int BLACK_STEP = 3 * COLORS.length * COLORS.length * COLORS.length;
    private static final float[] TABLE = load();
    private static final Axis COLOR_AXIS = new Axis(COLORS);
    private static final Axis BLACK_AXIS = new Axis(BLACKS);

    private CmykTable() {}

    /** Table position of each of 256 amounts of an ink: the node below, and the share of the one above. */
    private static final class Axis {
        private final int[] node = new int[256];
        private final float[] share = new float[256];

        Axis(int[] percents) {
            for (int at = 0; at < 256; at++) {
                double percent = at * 100 / 255.0;
                int below = 0;
                while (below < percents.length - 2 && percents[below + 1] <= percent) {
                    below++;
                }
                node[at] = below;
                share[at] = (float) ((percent - percents[below]) / (percents[below + 1] - percents[below]));
            }
        }
    }

    /**
     * Converts CMYK samples to sRGB.
     *
     * @param cmyk four bytes per pixel, 255 full ink
     */
    static Pixels convert(byte[] cmyk, int width, int height) {
        Pixels rgb = Pixels.blank(width, height, 3);
        byte[] out = rgb.samples();
        for (int from = 0, to = 0; from < cmyk.length; from += 4, to += 3) {
            // flat areas are frequent, and a pixel takes 16 corners
            if (from > 0
                    && cmyk[from] == cmyk[from - 4]
                    && cmyk[from + 1] == cmyk[from - 3]
                    && cmyk[from + 2] == cmyk[from - 2]
                    && cmyk[from + 3] == cmyk[from - 1]) {
                System.arraycopy(out, to - 3, out, to, 3);
            } else {
                light(cmyk, from, out, to);
            }
        }
        return rgb;
    }

    private static void light(byte[] cmyk, int from, byte[] out, int to) {
        int[] start = new int[4];
        float[] share = new float[4];
        int step = 3;
        int base = 0;
        for (int ink = 0; ink < 4; ink++) {
            Axis axis = ink < 3 ? COLOR_AXIS : BLACK_AXIS;
            int amount = cmyk[from + ink] & 0xff;
            base += axis.node[amount] * step;
            start[ink] = step;
            share[ink] = axis.share[amount];
            step *= COLORS.length;
        }
        float red = 0;
        float green = 0;
        float blue = 0;
        for (int corner = 0; corner < 16; corner++) {
            float weight = 1;
            int at = base;
            for (int ink = 0; ink < 4; ink++) {
                boolean above = (corner >> ink & 1) != 0;
                weight *= above ? share[ink] : 1 - share[ink];
                at += above ? start[ink] : 0;
            }
            if (weight > 0) {
                red += weight * TABLE[at];
                green += weight * TABLE[at + 1];
                blue += weight * TABLE[at + 2];
            }
        }
        out[to] = cut(red);
        out[to + 1] = cut(green);
        out[to + 2] = cut(blue);
    }

    private static byte cut(float value) {
        return (byte) Math.max(0, Math.min(255, Math.round(value)));
    }

    private static float[] load() {
        float[] table = new float[BLACK_STEP * BLACKS.length];
        try (InputStream stream = CmykTable.class.getResourceAsStream(RESOURCE);
                DataInputStream in = new DataInputStream(stream)) {
            for (int at = 0; at < table.length; at++) {
                table[at] = in.readShort() * UNIT;
            }
            return table;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
