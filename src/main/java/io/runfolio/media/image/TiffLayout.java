package io.runfolio.media.image;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Storage of a TIFF's samples by its first directory: TIFF 6.0, section 8. Tags that are missing have their defaults. */
final class TiffLayout {
    static final int WIDTH = 256;
    static final int HEIGHT = 257;
    static final int BITS = 258;
    static final int COMPRESSION = 259;
    static final int PHOTOMETRIC = 262;
    static final int TILE_WIDTH = 322;
    static final int PLANES = 284;
    static final int SAMPLES = 277;
    static final int ROWS_PER_STRIP = 278;
    private static final int WHITE_POINT = 318;
    static final int EXTRA_SAMPLES = 338;
    static final int SAMPLE_FORMAT = 339;
    private static final Set<Integer> TAGS = Set.of(
            WIDTH,
            HEIGHT,
            BITS,
            COMPRESSION,
            PHOTOMETRIC,
            SAMPLES,
            ROWS_PER_STRIP,
            EXTRA_SAMPLES,
            SAMPLE_FORMAT,
            TILE_WIDTH,
            PLANES);

    private static final int SHORT = 3;
    static final int LONG = 4;
    private static final int RATIONAL = 5;
    private static final int UNSPECIFIED = 0;
    private static final int ASSOCIATED = 1;
    private static final int UNASSOCIATED = 2;
    private static final int OLD_JPEG = 6;
    private static final int JPEG = 7;

    private static final byte RGB = 2;
    private static final byte NOTHING = 'X';

    private final Map<Integer, Long> numbers = new HashMap<>();
    private Optional<double[]> white = Optional.empty();
    private final Map<Integer, Long> entries = new HashMap<>();
    private final Map<Integer, Long> values = new HashMap<>();

    /**
     * Takes the place of a tag.
     *
     * @param entry offset of its entry
     * @param value offset of the lowest byte of its first number, if that is in the entry
     */
    void entry(int tag, long entry, long value) {
        if (TAGS.contains(tag)) {
            entries.putIfAbsent(tag, entry);
            values.putIfAbsent(tag, value);
        }
    }

    /** Returns the bytes that make a reader take CIE L*a*b* for RGB without a sign, so that it leaves the samples alone. */
    Map<Long, Byte> asRgb() {
        Map<Long, Byte> replaced = new HashMap<>();
        replaced.put(values.get(PHOTOMETRIC), RGB);
        if (entries.containsKey(SAMPLE_FORMAT)) {
            replaced.put(entries.get(SAMPLE_FORMAT), NOTHING);
        }
        return replaced;
    }

    /** Takes the first number of a tag; the first folder that has the tag counts. */
    void put(int tag, int type, ByteBuffer value) {
        if (tag == WHITE_POINT && type == RATIONAL && value.limit() >= 16 && white.isEmpty()) {
            white = Optional.of(new double[] {share(value, 0), share(value, 8)});
        }
        if (!TAGS.contains(tag)) {
            return;
        }
        if (type == SHORT && value.limit() >= 2) {
            numbers.putIfAbsent(tag, value.getShort(0) & 0xffffL);
        } else if (type == LONG && value.limit() >= 4) {
            numbers.putIfAbsent(tag, value.getInt(0) & 0xffffffffL);
        }
    }

    /** Returns the chromaticity of white, x and y, as the file has it, if it has it: TIFF 6.0, section 20. */
    Optional<double[]> white() {
        return white;
    }

    private static double share(ByteBuffer value, int at) {
        return (value.getInt(at) & 0xffffffffL) / (double) (value.getInt(at + 4) & 0xffffffffL);
    }

    long number(int tag, long otherwise) {
        return numbers.getOrDefault(tag, otherwise);
    }

    /** Returns whether the sample behind the colors is not named as opacity: TIFF 6.0, section 18. Without the tag, it is opacity, as other readers take it. */
    boolean hasUnspecifiedSample() {
        return number(EXTRA_SAMPLES, UNASSOCIATED) == UNSPECIFIED;
    }

    /** Returns whether colors are stored multiplied by opacity. */
    boolean isPremultiplied() {
        return number(EXTRA_SAMPLES, UNASSOCIATED) == ASSOCIATED;
    }

    /**
     * Returns whether a reader's complaint of too few bytes is of a last strip that is as short as the picture's last rows: TIFF 6.0, section 8, RowsPerStrip.
     *
     * @param required bytes of a whole strip
     * @param held bytes that there are
     */
    boolean isLastStrip(long required, long held) {
        long rows = number(ROWS_PER_STRIP, Long.MAX_VALUE);
        long left = number(HEIGHT, 0) % Math.max(1, rows);
        boolean strips = !numbers.containsKey(TILE_WIDTH) && rows < number(HEIGHT, 0) && left > 0;
        return strips && required % rows == 0 && held >= required / rows * left;
    }

    /** Returns how many strips are the last of their samples. */
    long lastStrips() {
        return number(PLANES, 1) == 2 ? number(SAMPLES, 1) : 1;
    }

    boolean isJpeg() {
        long compression = number(COMPRESSION, 1);
        return compression == OLD_JPEG || compression == JPEG;
    }
}
