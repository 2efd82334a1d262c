package io.runfolio.media.image.webp.vp8;

import io.runfolio.media.WorkDeadline;
import java.io.IOException;

/** Decodes the contents of a {@code VP8 } chunk: one key frame of RFC 6386. */
public final class Vp8Decoder {
    private static final int HEADER_BYTES = 10;

    private final int width;
    private final int height;
    private final int columns;
    private final int rows;
    private final FrameHeader header;
    private final ModeReader modes;
    private final ResidualReader residuals;
    private final BoolDecoder[] tokens;
    private final Plane luma;
    private final Plane blue;
    private final Plane red;
    private final SubBlockPrediction subBlocks;

    private Vp8Decoder(byte[] data) throws IOException {
        if (data.length < HEADER_BYTES
                || (data[0] & 1) != 0
                || data[3] != (byte) 0x9d
                || data[4] != 1
                || data[5] != 0x2a) {
            throw new IOException("This is no key frame of VP8");
        }
        width = little(data, 6, 2) & 0x3fff;
        height = little(data, 8, 2) & 0x3fff;
        int firstEnd = HEADER_BYTES + (little(data, 0, 3) >> 5);
        if (width == 0 || height == 0 || firstEnd > data.length) {
            throw new IOException("The key frame's header names what is not there");
        }
        columns = (width + 15) / 16;
        rows = (height + 15) / 16;
        BoolDecoder first = new BoolDecoder(data, HEADER_BYTES, firstEnd);
        header = new FrameHeader(first);
        modes = new ModeReader(first, header, columns);
        residuals = new ResidualReader(header, columns);
        tokens = partitions(data, firstEnd, header.partitions);
        luma = new Plane(16 * columns, 16 * rows);
        blue = new Plane(8 * columns, 8 * rows);
        red = new Plane(8 * columns, 8 * rows);
        subBlocks = new SubBlockPrediction(luma);
    }

    /**
     * Decodes a frame; missing data at its end is read as zeros.
     *
     * @throws IOException if it is not a key frame, or its header is broken
     */
    public static Vp8Frame decode(byte[] data) throws IOException {
        return new Vp8Decoder(data).run();
    }

    /** Returns the decoders of the partitions, whose sizes precede them, three bytes each. */
    private static BoolDecoder[] partitions(byte[] data, int start, int count) throws IOException {
        int at = start + 3 * (count - 1);
        if (at > data.length) {
            throw new IOException("The key frame ends within its table of partitions");
        }
        BoolDecoder[] all = new BoolDecoder[count];
        for (int part = 0; part < count; part++) {
            int left = data.length - at;
            int length = part == count - 1 ? left : Math.min(left, little(data, start + 3 * part, 3));
            all[part] = new BoolDecoder(data, at, at + length);
            at += length;
        }
        return all;
    }

    private Vp8Frame run() {
        Macroblock block = new Macroblock();
        byte[] levels = new byte[columns * rows];
        boolean[] inner = new boolean[columns * rows];
        for (int row = 0; row < rows; row++) {
            WorkDeadline.check();
            modes.startRow();
            residuals.startRow();
            BoolDecoder in = tokens[row & header.partitions - 1];
            for (int column = 0; column < columns; column++) {
                modes.read(block, column);
                residuals.read(block, in, column);
                reconstruct(block, column, row);
                boolean split = block.lumaMode == Macroblock.SUB_BLOCKS;
                levels[row * columns + column] = (byte) header.levelOf(block.segment, split);
                inner[row * columns + column] = split || block.coded;
            }
        }
        smooth(levels, inner);
        boolean whole = true;
        for (BoolDecoder partition : tokens) {
            whole &= !partition.ranOut();
        }
        return new Vp8Frame(width, height, whole, luma, blue, red);
    }

    private void reconstruct(Macroblock block, int column, int row) {
        if (block.lumaMode == Macroblock.SUB_BLOCKS) {
            split(block, column, row);
        } else {
            Prediction.whole(luma, 16 * column, 16 * row, 16, block.lumaMode);
            add(block, luma, 16 * column, 16 * row, 0, 4);
        }
        Prediction.whole(blue, 8 * column, 8 * row, 8, block.chromaMode);
        Prediction.whole(red, 8 * column, 8 * row, 8, block.chromaMode);
        add(block, blue, 8 * column, 8 * row, 16, 2);
        add(block, red, 8 * column, 8 * row, 20, 2);
    }

    private static void add(Macroblock block, Plane plane, int x, int y, int first, int side) {
        for (int at = 0; block.coded && at < side * side; at++) {
            InverseTransforms.add(
                    block.coefficients, 16 * (first + at), plane, plane.at(x + 4 * (at % side), y + 4 * (at / side)));
        }
    }

    /**
     * Predicts a macroblock of sub-blocks.
     *
     * <p>Those at its right edge all use the row above the macroblock, as the samples right of them are not decoded
     * yet.
     */
    private void split(Macroblock block, int column, int row) {
        int aboveRight = luma.at(16 * column + 16, 16 * row - 1);
        if (row > 0 && column == columns - 1) {
            for (int at = 0; at < 4; at++) {
                luma.samples[aboveRight + at] = luma.samples[aboveRight - 1];
            }
        }
        for (int at = 0; at < 16; at++) {
            int origin = luma.at(16 * column + 4 * (at & 3), 16 * row + 4 * (at >> 2));
            int right = (at & 3) == 3 ? aboveRight : origin - luma.stride + 4;
            subBlocks.predict(origin, right, block.subModes[at]);
            if (block.coded) {
                InverseTransforms.add(block.coefficients, 16 * at, luma, origin);
            }
        }
    }

    private void smooth(byte[] levels, boolean[] inner) {
        if (header.level == 0) {
            return;
        }
        LoopFilter filter = new LoopFilter(header, luma, blue, red);
        for (int at = 0; at < levels.length; at++) {
            if (levels[at] > 0) {
                filter.macroblock(at % columns, at / columns, levels[at], inner[at]);
            }
        }
    }

    private static int little(byte[] data, int at, int bytes) {
        int value = 0;
        for (int shift = 0; shift < bytes; shift++) {
            value |= (data[at + shift] & 0xff) << 8 * shift;
        }
        return value;
    }
}
