package io.runfolio.media.image.webp.vp8;

/** Header of a key frame: RFC 6386, sections 9.2 to 9.11 and 19.2. */
final class FrameHeader {
    private static final int SEGMENTS = 4;

    final boolean segmented;
    final boolean segmentMap;
    final int[] segmentTree = {255, 255, 255};
    private boolean absolute;
    private final int[] segmentQuantizer = new int[SEGMENTS];
    private final int[] segmentLevel = new int[SEGMENTS];

    final boolean simpleFilter;
    final int level;
    final int sharpness;
    private boolean deltas;
    private int intraDelta;
    private int subBlockDelta;

    final int partitions;
    final int quantizer;
    final int[] quantizerDeltas = new int[5];
    final int[] coefficients = Tables.COEFFICIENTS.clone();
    final boolean skips;
    final int skipProbability;

    FrameHeader(BoolDecoder in) {
        in.number(2);
        segmented = in.flag();
        segmentMap = segmented && segments(in);
        simpleFilter = in.flag();
        level = in.number(6);
        sharpness = in.number(3);
        filterDeltas(in);
        partitions = 1 << in.number(2);
        quantizer = in.number(7);
        for (int delta = 0; delta < quantizerDeltas.length; delta++) {
            quantizerDeltas[delta] = in.optional(4);
        }
        in.flag();
        for (int at = 0; at < coefficients.length; at++) {
            if (in.bool(Tables.COEFFICIENT_UPDATES[at]) == 1) {
                coefficients[at] = in.number(8);
            }
        }
        skips = in.flag();
        skipProbability = skips ? in.number(8) : 0;
    }

    /** Returns whether each macroblock names its segment. */
    private boolean segments(BoolDecoder in) {
        boolean map = in.flag();
        if (in.flag()) {
            absolute = in.flag();
            for (int segment = 0; segment < SEGMENTS; segment++) {
                segmentQuantizer[segment] = in.optional(7);
            }
            for (int segment = 0; segment < SEGMENTS; segment++) {
                segmentLevel[segment] = in.optional(6);
            }
        }
        for (int node = 0; map && node < segmentTree.length; node++) {
            segmentTree[node] = in.flag() ? in.number(8) : 255;
        }
        return map;
    }

    private void filterDeltas(BoolDecoder in) {
        deltas = in.flag();
        if (!deltas || !in.flag()) {
            return;
        }
        for (int reference = 0; reference < 4; reference++) {
            int delta = in.optional(6);
            intraDelta = reference == 0 ? delta : intraDelta;
        }
        for (int mode = 0; mode < 4; mode++) {
            int delta = in.optional(6);
            subBlockDelta = mode == 0 ? delta : subBlockDelta;
        }
    }

    int quantizerOf(int segment) {
        return segmented ? segmentQuantizer[segment] + (absolute ? 0 : quantizer) : quantizer;
    }

    /** Returns the level of the loop filter for a macroblock, 0 to 63. */
    int levelOf(int segment, boolean subBlocks) {
        int own = segmented ? segmentLevel[segment] + (absolute ? 0 : level) : level;
        if (deltas) {
            own += intraDelta + (subBlocks ? subBlockDelta : 0);
        }
        return Math.max(0, Math.min(63, own));
    }
}
