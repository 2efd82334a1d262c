package io.runfolio.media.image.webp.vp8;

/**
 * Dequantization factors of one segment: RFC 6386, sections 9.6 and 14.1.
 *
 * @param lumaDc first coefficient of luma
 * @param lumaAc others of luma
 * @param secondDc first coefficient of the block of luma's first coefficients
 * @param secondAc others of it
 * @param chromaDc first coefficient of chroma
 * @param chromaAc others of chroma
 */
record Quantizer(int lumaDc, int lumaAc, int secondDc, int secondAc, int chromaDc, int chromaAc) {

    static Quantizer of(FrameHeader header, int segment) {
        int index = header.quantizerOf(segment);
        int[] delta = header.quantizerDeltas;
        return new Quantizer(
                Tables.DC[cut(index + delta[0])],
                Tables.AC[cut(index)],
                2 * Tables.DC[cut(index + delta[1])],
                Math.max(8, Tables.AC[cut(index + delta[2])] * 155 / 100),
                Math.min(132, Tables.DC[cut(index + delta[3])]),
                Tables.AC[cut(index + delta[4])]);
    }

    private static int cut(int index) {
        return Math.max(0, Math.min(127, index));
    }
}
