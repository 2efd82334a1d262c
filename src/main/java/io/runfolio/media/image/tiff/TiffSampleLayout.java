package io.runfolio.media.image.tiff;

import io.runfolio.media.image.metadata.IfdReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Storage of a TIFF's samples by its first directory: TIFF 6.0, section 8. Missing tags have defaults. */
final class TiffSampleLayout {
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

    private final ByteOrder order;
    private final int valueOffset;

    /**
     * Creates an empty layout.
     *
     * @param order byte order of the file
     * @param valueOffset offset of the value within an entry
     */
    TiffSampleLayout(ByteOrder order, int valueOffset) {
        this.order = order;
        this.valueOffset = valueOffset;
    }

    /** Records where an entry is; the first of each tag counts. */
    void entry(IfdReader.Entry entry) {
        if (TAGS.contains(entry.tag())) {
            int lowestByte = order == ByteOrder.LITTLE_ENDIAN ? 0 : entry.type() == LONG ? 3 : 1;
            entries.putIfAbsent(entry.tag(), entry.position());
            values.putIfAbsent(entry.tag(), entry.position() + valueOffset + lowestByte);
        }
    }

    /** Returns the bytes that make a reader take CIE L*a*b* for unsigned RGB, so that it does not convert. */
    Map<Long, Byte> asRgb() {
        Map<Long, Byte> replaced = new HashMap<>();
        replaced.put(values.get(PHOTOMETRIC), RGB);
        if (entries.containsKey(SAMPLE_FORMAT)) {
            replaced.put(entries.get(SAMPLE_FORMAT), NOTHING);
        }
        return replaced;
    }

    /** Records the first number of a tag; the first directory that has the tag counts. */
    void value(int tag, int type, byte[] bytes) {
        ByteBuffer value = ByteBuffer.wrap(bytes).order(order);
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

    /** Returns the chromaticity of white, x and y: TIFF 6.0, section 20. Empty if the file does not have it. */
    Optional<double[]> white() {
        return white;
    }

    private static double share(ByteBuffer value, int at) {
        return (value.getInt(at) & 0xffffffffL) / (double) (value.getInt(at + 4) & 0xffffffffL);
    }

    long number(int tag, long otherwise) {
        return numbers.getOrDefault(tag, otherwise);
    }

    /**
     * Returns whether the extra sample is declared to be no alpha: TIFF 6.0, section 18.
     *
     * <p>Without the tag it is alpha, as in other readers.
     */
    boolean hasUnspecifiedSample() {
        return number(EXTRA_SAMPLES, UNASSOCIATED) == UNSPECIFIED;
    }

    /** Returns whether colors are premultiplied. */
    boolean isPremultiplied() {
        return number(EXTRA_SAMPLES, UNASSOCIATED) == ASSOCIATED;
    }

    /**
     * Returns whether a short strip is the last one and holds the picture's remaining rows.
     *
     * <p>TIFF 6.0, section 8, RowsPerStrip.
     *
     * @param required bytes of a whole strip
     * @param held bytes that are there
     */
    boolean isLastStrip(long required, long held) {
        long rows = number(ROWS_PER_STRIP, Long.MAX_VALUE);
        long left = number(HEIGHT, 0) % Math.max(1, rows);
        boolean strips = !numbers.containsKey(TILE_WIDTH) && rows < number(HEIGHT, 0) && left > 0;
        return strips && required % rows == 0 && held >= required / rows * left;
    }

    /** Returns the number of last strips: one, or one per plane. */
    long lastStrips() {
        return number(PLANES, 1) == 2 ? number(SAMPLES, 1) : 1;
    }

    boolean isJpeg() {
        long compression = number(COMPRESSION, 1);
        return compression == OLD_JPEG || compression == JPEG;
    }
}
