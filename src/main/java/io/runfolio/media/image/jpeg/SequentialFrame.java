package io.runfolio.media.image.jpeg;

import java.util.ArrayList;
import java.util.List;

/**
 * Segments before the scan of a sequential Huffman-coded frame of 8 bits: T.81, annex B.
 *
 * <p>Gray or YCbCr, with all components in one scan.
 */
final class SequentialFrame {
    private static final int[] ZIGZAG = {
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14,
        21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60,
        61, 54, 47, 55, 62, 63
    };

    private final byte[] file;
    private final float[][] quantizers = new float[4][];
    private final HuffmanTable[] firsts = new HuffmanTable[4];
    private final HuffmanTable[] others = new HuffmanTable[4];
    private boolean jfif;
    private int adobeTransform = -1;
    int width;
    int height;
    final List<FrameComponent> components = new ArrayList<>();
    /** Units between restart markers; 0 without restarts. */
    int restartInterval;
    /** Offset of the scan's bits. */
    int scan;

    SequentialFrame(byte[] file) {
        this.file = file;
    }

    /** Returns the position of a coefficient in a block by zigzag index. */
    static int natural(int zigzag) {
        return ZIGZAG[zigzag];
    }

    /** Reads the segments up to the scan. */
    void read() throws UnsupportedJpegException {
        int at = 2;
        while (scan == 0) {
            if (u8(at) != 0xff) {
                throw new UnsupportedJpegException("bytes between segments");
            }
            int marker = u8(at + 1);
            if (marker == 0xff) {
                at++;
                continue;
            }
            int length = u16(at + 2);
            segment(marker, at + 4, at + 2 + length);
            at += 2 + length;
        }
        boolean luma = components.size() == 1 || adobeTransform == 1 || adobeTransform < 0 && (jfif || ids123());
        if (!luma) {
            throw new UnsupportedJpegException("not YCbCr");
        }
    }

    private boolean ids123() {
        return components.get(0).id == 1 && components.get(1).id == 2 && components.get(2).id == 3;
    }

    private void segment(int marker, int from, int to) throws UnsupportedJpegException {
        switch (marker) {
            case 0xc0, 0xc1 -> frame(from);
            case 0xc4 -> huffman(from, to);
            case 0xdb -> quantizers(from, to);
            case 0xdd -> restartInterval = u16(from);
            case 0xda -> scan(from, to);
            case 0xe0 -> jfif |= to - from >= 5 && u8(from) == 'J' && u8(from + 1) == 'F';
            case 0xee -> adobe(from, to);
            default -> {
                if (marker < 0xe0) {
                    throw new UnsupportedJpegException("another kind of frame");
                }
            }
        }
    }

    private void adobe(int from, int to) throws UnsupportedJpegException {
        if (to - from >= 12 && u8(from) == 'A' && u8(from + 1) == 'd') {
            adobeTransform = u8(from + 11);
        }
    }

    private void frame(int from) throws UnsupportedJpegException {
        height = u16(from + 1);
        width = u16(from + 3);
        int number = u8(from + 5);
        if (u8(from) != 8 || width < 1 || height < 1 || number != 1 && number != 3 || !components.isEmpty()) {
            throw new UnsupportedJpegException("another kind of frame");
        }
        for (int i = 0; i < number; i++) {
            int at = from + 6 + 3 * i;
            // the blocks of a single component are not grouped, whatever its sampling factors
            int across = number == 1 ? 1 : u8(at + 1) >>> 4;
            int down = number == 1 ? 1 : u8(at + 1) & 15;
            components.add(new FrameComponent(u8(at), across, down, u8(at + 2)));
        }
    }

    private void huffman(int from, int to) throws UnsupportedJpegException {
        for (int at = from; at < to; ) {
            int kind = u8(at);
            int[] counts = new int[16];
            int total = 0;
            for (int i = 0; i < 16; i++) {
                counts[i] = u8(at + 1 + i);
                total += counts[i];
            }
            byte[] symbols = new byte[total];
            for (int i = 0; i < total; i++) {
                symbols[i] = (byte) u8(at + 17 + i);
            }
            if (kind >>> 4 > 1 || (kind & 15) > 3) {
                throw new UnsupportedJpegException("no such table");
            }
            (kind >>> 4 == 0 ? firsts : others)[kind & 3] = new HuffmanTable(counts, symbols);
            at += 17 + total;
        }
    }

    private void quantizers(int from, int to) throws UnsupportedJpegException {
        for (int at = from; at < to; ) {
            int kind = u8(at++);
            if (kind >>> 4 > 1 || (kind & 15) > 3) {
                throw new UnsupportedJpegException("no such table");
            }
            float[] steps = new float[64];
            for (int i = 0; i < 64; i++) {
                steps[i] = kind >>> 4 == 0 ? u8(at) : u16(at);
                at += kind >>> 4 == 0 ? 1 : 2;
            }
            quantizers[kind & 3] = steps;
        }
    }

    private void scan(int from, int to) throws UnsupportedJpegException {
        if (components.isEmpty() || u8(from) != components.size()) {
            throw new UnsupportedJpegException("more than one scan");
        }
        for (int i = 0; i < components.size(); i++) {
            FrameComponent component = components.get(i);
            int tables = u8(from + 2 + 2 * i);
            if (u8(from + 1 + 2 * i) != component.id
                    || tables >>> 4 > 3
                    || (tables & 15) > 3
                    || component.quantizer > 3) {
                throw new UnsupportedJpegException("no such table");
            }
            component.first = firsts[tables >>> 4];
            component.others = others[tables & 3];
            component.steps = quantizers[component.quantizer];
            if (component.first == null || component.others == null || component.steps == null) {
                throw new UnsupportedJpegException("a table is missing");
            }
        }
        scan = to;
    }

    private int u8(int at) throws UnsupportedJpegException {
        if (at >= file.length) {
            throw new UnsupportedJpegException("ends early");
        }
        return file[at] & 0xff;
    }

    private int u16(int at) throws UnsupportedJpegException {
        return u8(at) << 8 | u8(at + 1);
    }
}
