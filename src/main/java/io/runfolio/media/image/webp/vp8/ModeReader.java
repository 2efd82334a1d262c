package io.runfolio.media.image.webp.vp8;

import java.util.Arrays;

/** Reads the prediction modes of macroblocks: RFC 6386, sections 8, 10 and 11. */
final class ModeReader {
    /** Tree of the modes DC, TM, VE, HE, LD, RD, VR, VL, HD, HU: leaves are modes, negated. */
    private static final int[] SUB_BLOCK_TREE = {0, 2, -1, 4, -2, 6, 8, 12, -3, 10, -5, -6, -4, 14, -7, 16, -8, -9};

    /** Mode of a whole macroblock as the sub-blocks of its neighbors see it. */
    private static final int[] AS_SUB_BLOCK = {0, 2, 3, 1};

    private final BoolDecoder in;
    private final FrameHeader header;
    private final int[] above;
    private final int[] left = new int[4];

    ModeReader(BoolDecoder in, FrameHeader header, int columns) {
        this.in = in;
        this.header = header;
        this.above = new int[4 * columns];
    }

    void startRow() {
        Arrays.fill(left, 0);
    }

    void read(Macroblock block, int column) {
        if (header.segmentMap) {
            int[] tree = header.segmentTree;
            block.segment = in.bool(tree[0]) == 0 ? in.bool(tree[1]) : 2 + in.bool(tree[2]);
        }
        block.skipped = header.skips && in.bool(header.skipProbability) == 1;
        block.lumaMode = lumaMode();
        if (block.lumaMode == Macroblock.SUB_BLOCKS) {
            subBlocks(block, column);
        } else {
            Arrays.fill(above, 4 * column, 4 * column + 4, AS_SUB_BLOCK[block.lumaMode]);
            Arrays.fill(left, AS_SUB_BLOCK[block.lumaMode]);
        }
        block.chromaMode = chromaMode();
    }

    private int lumaMode() {
        if (in.bool(145) == 0) {
            return Macroblock.SUB_BLOCKS;
        }
        return in.bool(156) == 0 ? in.bool(163) : Macroblock.HORIZONTAL + in.bool(128);
    }

    private int chromaMode() {
        if (in.bool(142) == 0) {
            return Macroblock.DC;
        }
        return in.bool(114) == 0 ? Macroblock.VERTICAL : Macroblock.HORIZONTAL + in.bool(183);
    }

    private void subBlocks(Macroblock block, int column) {
        for (int at = 0; at < 16; at++) {
            int x = 4 * column + (at & 3);
            int row = at >> 2;
            int probabilities = (above[x] * 10 + left[row]) * 9;
            int node = 0;
            do {
                node = SUB_BLOCK_TREE[node + in.bool(Tables.SUB_BLOCK_MODES[probabilities + (node >> 1)])];
            } while (node > 0);
            block.subModes[at] = -node;
            above[x] = -node;
            left[row] = -node;
        }
    }
}
