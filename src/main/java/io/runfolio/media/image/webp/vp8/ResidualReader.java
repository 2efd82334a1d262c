package io.runfolio.media.image.webp.vp8;

import java.util.Arrays;

/** Reads and dequantizes the coefficients of macroblocks: RFC 6386, sections 13 and 14. */
final class ResidualReader {
    private static final int[] BANDS = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};
    private static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};
    private static final int[][] EXTRA_BITS = {
        {173, 148, 140},
        {176, 155, 140, 135},
        {180, 157, 141, 134, 130},
        {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
    };
    private static final int LUMA_AFTER_SECOND = 0;
    private static final int SECOND = 1;
    private static final int CHROMA = 2;
    private static final int LUMA = 3;

    /** Flags of each neighbor: 4 of luma, 2 of U, 2 of V, 1 of the second-order block. */
    private static final int FLAGS = 9;

    private final int[] probabilities;
    private final Quantizer[] quantizers = new Quantizer[4];
    private final int[] above;
    private final int[] left = new int[FLAGS];
    private final int[] second = new int[16];

    ResidualReader(FrameHeader header, int columns) {
        this.probabilities = header.coefficients;
        this.above = new int[FLAGS * columns];
        for (int segment = 0; segment < 4; segment++) {
            quantizers[segment] = Quantizer.of(header, segment);
        }
    }

    void startRow() {
        Arrays.fill(left, 0);
    }

    void read(Macroblock block, BoolDecoder in, int column) {
        int top = FLAGS * column;
        boolean subBlocks = block.lumaMode == Macroblock.SUB_BLOCKS;
        block.coded = false;
        if (block.skipped) {
            // the second-order flag outlives macroblocks that have no such block
            int flags = subBlocks ? FLAGS - 1 : FLAGS;
            Arrays.fill(left, 0, flags, 0);
            Arrays.fill(above, top, top + flags, 0);
            return;
        }
        Arrays.fill(block.coefficients, 0);
        Quantizer factors = quantizers[block.segment];
        int first = 0;
        int type = LUMA;
        if (!subBlocks) {
            second(block, in, top, factors);
            first = 1;
            type = LUMA_AFTER_SECOND;
        }
        for (int at = 0; at < 16; at++) {
            int x = top + (at & 3);
            int y = at >> 2;
            int ended = block(
                    in,
                    type,
                    above[x] + left[y],
                    first,
                    factors.lumaDc(),
                    factors.lumaAc(),
                    block.coefficients,
                    16 * at);
            above[x] = left[y] = ended > first ? 1 : 0;
            block.coded |= ended > first || block.coefficients[16 * at] != 0;
        }
        for (int at = 0; at < 8; at++) {
            int plane = 4 + (at >> 2) * 2;
            int x = top + plane + (at & 1);
            int y = plane + (at >> 1 & 1);
            int ended = block(
                    in,
                    CHROMA,
                    above[x] + left[y],
                    0,
                    factors.chromaDc(),
                    factors.chromaAc(),
                    block.coefficients,
                    16 * (16 + at));
            above[x] = left[y] = ended > 0 ? 1 : 0;
            block.coded |= ended > 0;
        }
    }

    private void second(Macroblock block, BoolDecoder in, int top, Quantizer factors) {
        Arrays.fill(second, 0);
        int flag = FLAGS - 1;
        int ended =
                block(in, SECOND, above[top + flag] + left[flag], 0, factors.secondDc(), factors.secondAc(), second, 0);
        above[top + flag] = left[flag] = ended > 0 ? 1 : 0;
        InverseTransforms.hadamard(second, block.coefficients);
    }

    /** Reads one block; returns the position behind its last coefficient. */
    private int block(BoolDecoder in, int type, int context, int first, int dc, int ac, int[] out, int to) {
        int at = first;
        int node = node(type, at, context);
        while (at < 16) {
            if (in.bool(probabilities[node]) == 0) {
                return at;
            }
            while (in.bool(probabilities[node + 1]) == 0) {
                if (++at == 16) {
                    return 16;
                }
                node = node(type, at, 0);
            }
            int size = in.bool(probabilities[node + 2]) == 0 ? 1 : large(in, node);
            int value = in.bool(128) == 1 ? -size : size;
            out[to + ZIGZAG[at]] = value * (at == 0 ? dc : ac);
            at++;
            node = node(type, at, size == 1 ? 1 : 2);
        }
        return 16;
    }

    private int large(BoolDecoder in, int node) {
        if (in.bool(probabilities[node + 3]) == 0) {
            return in.bool(probabilities[node + 4]) == 0 ? 2 : 3 + in.bool(probabilities[node + 5]);
        }
        if (in.bool(probabilities[node + 6]) == 0) {
            return in.bool(probabilities[node + 7]) == 0 ? 5 + in.bool(159) : 7 + 2 * in.bool(165) + in.bool(145);
        }
        int high = in.bool(probabilities[node + 8]);
        int category = 2 * high + in.bool(probabilities[node + 9 + high]);
        int extra = 0;
        for (int probability : EXTRA_BITS[category]) {
            extra = 2 * extra + in.bool(probability);
        }
        return 3 + (8 << category) + extra;
    }

    private static int node(int type, int at, int context) {
        return ((type * 8 + BANDS[at]) * 3 + context) * 11;
    }
}
