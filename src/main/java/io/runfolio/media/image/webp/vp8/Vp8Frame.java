package io.runfolio.media.image.webp.vp8;

/** Decoded key frame: Y in full, U and V in half resolution, in the narrow range of ITU-R BT.601. */
public final class Vp8Frame {
    private final int width;
    private final int height;
    private final boolean whole;
    private final Plane luma;
    private final Plane blue;
    private final Plane red;

    Vp8Frame(int width, int height, boolean whole, Plane luma, Plane blue, Plane red) {
        this.width = width;
        this.height = height;
        this.whole = whole;
        this.luma = luma;
        this.blue = blue;
        this.red = red;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** Returns whether no data was missing. */
    public boolean isWhole() {
        return whole;
    }

    /**
     * Returns R, G, B of each pixel, rows from the top.
     *
     * <p>Chroma is interpolated: the four nearest samples have the weights 9, 3, 3 and 1.
     */
    public byte[] rgb() {
        byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
        int[] u = new int[width];
        int[] v = new int[width];
        for (int y = 0, to = 0; y < height; y++) {
            chroma(blue, y, u);
            chroma(red, y, v);
            int from = luma.at(0, y);
            for (int x = 0; x < width; x++, to += 3) {
                int light = 76_309 * (luma.get(from + x) - 16) + 32_768;
                rgb[to] = cut(light + 104_597 * v[x] >> 16);
                rgb[to + 1] = cut(light - 25_675 * u[x] - 53_279 * v[x] >> 16);
                rgb[to + 2] = cut(light + 132_201 * u[x] >> 16);
            }
        }
        return rgb;
    }

    /** Fills a row of chroma, relative to its middle of 128. */
    private void chroma(Plane plane, int y, int[] out) {
        int rows = (height + 1) / 2;
        int columns = (width + 1) / 2;
        int near = plane.at(0, y / 2);
        int other = plane.at(0, Math.max(0, Math.min(rows - 1, (y & 1) == 0 ? y / 2 - 1 : y / 2 + 1)));
        for (int x = 0; x < width; x++) {
            int column = x / 2;
            int beside = Math.max(0, Math.min(columns - 1, (x & 1) == 0 ? column - 1 : column + 1));
            int sum = 9 * plane.get(near + column)
                    + 3 * plane.get(near + beside)
                    + 3 * plane.get(other + column)
                    + plane.get(other + beside);
            out[x] = (sum + 8 >> 4) - 128;
        }
    }

    private static byte cut(int value) {
        return (byte) (value < 0 ? 0 : Math.min(value, 255));
    }
}
