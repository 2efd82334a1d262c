package io.runfolio.media.image.webp.vp8;

/** State of one macroblock while it is decoded; reused for each. */
final class Macroblock {
    static final int DC = 0;
    static final int VERTICAL = 1;
    static final int HORIZONTAL = 2;
    static final int TRUE_MOTION = 3;
    static final int SUB_BLOCKS = 4;

    int segment;
    boolean skipped;
    int lumaMode;
    int chromaMode;
    final int[] subModes = new int[16];

    /** 16 dequantized coefficients of each block in raster order: 16 blocks of luma, 4 of U, 4 of V. */
    final int[] coefficients = new int[24 * 16];

    /** Set if any coefficient is present. */
    boolean coded;
}
