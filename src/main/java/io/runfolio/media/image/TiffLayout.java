package io.runfolio.media.image;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** How a TIFF's samples are stored, as its first folder says: TIFF 6.0, section 8. Tags that are missing have their defaults. */
final class TiffLayout {
    static final int WIDTH = 256;
    static final int HEIGHT = 257;
    static final int BITS = 258;
    static final int COMPRESSION = 259;
    static final int PHOTOMETRIC = 262;
    static final int SAMPLES = 277;
    static final int ROWS_PER_STRIP = 278;
    static final int EXTRA_SAMPLES = 338;
    static final int SAMPLE_FORMAT = 339;
    private static final Set<Integer> TAGS = Set.of(
            WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, SAMPLES, ROWS_PER_STRIP, EXTRA_SAMPLES, SAMPLE_FORMAT);

    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int UNSPECIFIED = 0;
    private static final int ASSOCIATED = 1;
    private static final int UNASSOCIATED = 2;
    private static final int OLD_JPEG = 6;
    private static final int JPEG = 7;

    private final Map<Integer, Long> numbers = new HashMap<>();

    /** Takes the first number of a tag; the first folder that has the tag counts. */
    void put(int tag, int type, ByteBuffer value) {
        if (!TAGS.contains(tag)) {
            return;
        }
        if (type == SHORT && value.limit() >= 2) {
            numbers.putIfAbsent(tag, value.getShort(0) & 0xffffL);
        } else if (type == LONG && value.limit() >= 4) {
            numbers.putIfAbsent(tag, value.getInt(0) & 0xffffffffL);
        }
    }

    long number(int tag, long otherwise) {
        return numbers.getOrDefault(tag, otherwise);
    }

    boolean has(int tag) {
        return numbers.containsKey(tag);
    }

    /** Returns whether the sample behind the colors is not named as opacity: TIFF 6.0, section 18. Without the tag, it is opacity, as other readers take it. */
    boolean hasUnspecifiedSample() {
        return number(EXTRA_SAMPLES, UNASSOCIATED) == UNSPECIFIED;
    }

    /** Returns whether colors are stored multiplied by opacity. */
    boolean isPremultiplied() {
        return number(EXTRA_SAMPLES, UNASSOCIATED) == ASSOCIATED;
    }

    boolean isJpeg() {
        long compression = number(COMPRESSION, 1);
        return compression == OLD_JPEG || compression == JPEG;
    }
}
