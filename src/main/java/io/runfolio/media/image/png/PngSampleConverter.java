package io.runfolio.media.image.png;

/** Converts stored PNG samples to R, G, B and, with transparency of any kind, A of 8 bits. */
final class PngSampleConverter {
    private final PngSampleFormat format;
    private final boolean alpha;
    private final int key0;
    private final int key1;
    private final int key2;

    PngSampleConverter(PngSampleFormat format) {
        this.format = format;
        this.alpha = format.hasAlpha();
        byte[] key = format.transparency();
        boolean gray = format.colorType() == 0 && key.length >= 2;
        boolean color = format.colorType() == 2 && key.length >= 6;
        this.key0 = gray || color ? (key[0] & 0xff) << 8 | key[1] & 0xff : -1;
        this.key1 = color ? (key[2] & 0xff) << 8 | key[3] & 0xff : key0;
        this.key2 = color ? (key[4] & 0xff) << 8 | key[5] & 0xff : key0;
    }

    /**
     * Converts the pixels of a row.
     *
     * @param step bytes from one pixel to the next in {@code out}
     */
    void convert(byte[] row, int start, int width, byte[] out, int first, int step) {
        if (format.isPlain() && step == format.channels()) {
            System.arraycopy(row, start, out, first, width * step);
            return;
        }
        int to = first;
        for (int x = 0; x < width; x++, to += step) {
            switch (format.colorType()) {
                case 0 -> gray(stored(row, start, x), out, to);
                case 3 -> entry(stored(row, start, x), out, to);
                case 4 -> {
                    pixel(stored(row, start, 2 * x), stored(row, start, 2 * x), stored(row, start, 2 * x), out, to);
                    out[to + 3] = scaled(stored(row, start, 2 * x + 1));
                }
                case 2 -> {
                    int red = stored(row, start, 3 * x);
                    int green = stored(row, start, 3 * x + 1);
                    int blue = stored(row, start, 3 * x + 2);
                    pixel(red, green, blue, out, to);
                    opacity(red == key0 && green == key1 && blue == key2, out, to);
                }
                default -> {
                    pixel(
                            stored(row, start, 4 * x),
                            stored(row, start, 4 * x + 1),
                            stored(row, start, 4 * x + 2),
                            out,
                            to);
                    out[to + 3] = scaled(stored(row, start, 4 * x + 3));
                }
            }
        }
    }

    private void gray(int value, byte[] out, int to) {
        pixel(value, value, value, out, to);
        opacity(value == key0, out, to);
    }

    private void entry(int index, byte[] out, int to) {
        byte[] palette = format.palette();
        int from = 3 * index;
        if (from + 2 < palette.length) {
            out[to] = palette[from];
            out[to + 1] = palette[from + 1];
            out[to + 2] = palette[from + 2];
        }
        if (alpha) {
            out[to + 3] = index < format.transparency().length ? format.transparency()[index] : -1;
        }
    }

    private void pixel(int red, int green, int blue, byte[] out, int to) {
        out[to] = scaled(red);
        out[to + 1] = scaled(green);
        out[to + 2] = scaled(blue);
    }

    private void opacity(boolean keyed, byte[] out, int to) {
        if (alpha) {
            out[to + 3] = (byte) (keyed ? 0 : 255);
        }
    }

    private int stored(byte[] row, int start, int index) {
        return switch (format.bitDepth()) {
            case 16 -> (row[start + 2 * index] & 0xff) << 8 | row[start + 2 * index + 1] & 0xff;
            case 8 -> row[start + index] & 0xff;
            default -> {
                int bit = index * format.bitDepth();
                int shift = 8 - format.bitDepth() - (bit & 7);
                yield row[start + (bit >> 3)] >> shift & (1 << format.bitDepth()) - 1;
            }
        };
    }

    private byte scaled(int value) {
        return switch (format.bitDepth()) {
            case 16 -> (byte) ((value * 255L + 32_767) / 65_535);
            case 8 -> (byte) value;
            default -> (byte) (value * 255 / ((1 << format.bitDepth()) - 1));
        };
    }
}
