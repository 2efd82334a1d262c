package io.runfolio.media.video.mp4;

import static io.runfolio.media.video.mp4.Mp4Boxes.require;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Parameter sets of a plain H.264 track, from its {@code avcC} box (ISO/IEC 14496-15, 5.3.3).
 *
 * <p>Supported are 8 bits, 4:2:0, progressive frames, square pixels and limited range. Other sets, and sets that need
 * the pictures to be understood, throw {@link IllegalArgumentException} or {@link IndexOutOfBoundsException}.
 *
 * @param profile profile, in FFmpeg's names
 * @param width width in pixels, after cropping
 * @param height height in pixels, after cropping
 * @param ranged whether the limited range is explicit
 * @param colour color codes, if present
 * @param pictureSets ids of the picture parameter sets
 */
record AvcParameterSets(
        String profile, int width, int height, boolean ranged, Optional<ColorCodes> colour, Set<Long> pictureSets) {
    private static final int BASELINE = 66;
    private static final int MAIN = 77;
    private static final int HIGH = 100;
    /** Bytes of a length prefix; FFmpeg and all browsers write and read four. */
    private static final int LENGTH_BYTES = 4;

    private static final int MAX_SET_BYTES = 1024;
    private static final int MAX_BLOCKS = 16_384 / 16;
    private static final int SQUARE = 1;

    static AvcParameterSets of(ByteBuffer box) {
        require(box.get(0) == 1 && (box.get(4) & 3) == LENGTH_BYTES - 1 && (box.get(5) & 31) == 1);
        byte[] sequence = set(box, 6);
        int at = 8 + sequence.length;
        int pictures = box.get(at++);
        require(pictures > 0);
        BitReader bits = new BitReader(NalUnits.payload(sequence, NalUnits.SEQUENCE_SET));
        int profileBits = (int) bits.bits(8);
        require(profileBits == (box.get(1) & 255));
        AvcParameterSets parameters = sequence(bits, profileBits);
        for (int i = 0; i < pictures; i++) {
            byte[] picture = set(box, at);
            at += 2 + picture.length;
            parameters.pictureSets.add(pictureSet(new BitReader(NalUnits.payload(picture, NalUnits.PICTURE_SET))));
        }
        // the High profile repeats format and depths; an extension would be an alpha layer
        int tail = box.limit() - at;
        require(tail == 0 || tail == 4 && box.get(at + 3) == 0);
        return parameters;
    }

    private static byte[] set(ByteBuffer box, int at) {
        int length = Short.toUnsignedInt(box.getShort(at));
        require(length > 0 && length <= MAX_SET_BYTES);
        byte[] set = new byte[length];
        box.get(at + 2, set);
        return set;
    }

    private static AvcParameterSets sequence(BitReader bits, int profile) {
        bits.skip(1);
        String name = name(profile, bits.flag());
        bits.skip(6 + 8); // level
        require(bits.number() == 0);
        if (profile == HIGH) {
            boolean plainSamples = bits.number() == 1 && bits.number() == 0 && bits.number() == 0;
            require(plainSamples && !bits.flag() && !bits.flag()); // neither lossless nor custom matrices
        }
        require(bits.number() <= 12);
        orderCount(bits);
        require(bits.number() <= 16);
        bits.skip(1);
        long columns = bits.number() + 1;
        long rows = bits.number() + 1;
        require(columns <= MAX_BLOCKS && rows <= MAX_BLOCKS);
        require(bits.flag()); // frames only
        bits.skip(1);
        int width = (int) columns * 16;
        int height = (int) rows * 16;
        if (bits.flag()) {
            require(bits.number() == 0);
            width -= (int) Math.min(width, 2 * bits.number());
            require(bits.number() == 0);
            height -= (int) Math.min(height, 2 * bits.number());
        }
        require(width > 0 && height > 0);
        boolean ranged = false;
        Optional<ColorCodes> colour = Optional.empty();
        if (bits.flag()) {
            squarePixels(bits);
            ranged = bits.flag();
            colour = ranged ? signal(bits) : Optional.empty();
            usability(bits);
        }
        require(bits.flag() && bits.left() < 8 && bits.onlyZeros());
        return new AvcParameterSets(name, width, height, ranged, colour, new HashSet<>());
    }

    private static String name(int profile, boolean constrained) {
        return switch (profile) {
            case BASELINE -> constrained ? "Constrained Baseline" : "Baseline";
            case MAIN -> "Main";
            case HIGH -> "High";
            default -> throw new IllegalArgumentException("profile " + profile);
        };
    }

    /** Parses the picture order count. Type 1 may separate fields, which FFmpeg reports as interlaced. */
    private static void orderCount(BitReader bits) {
        long type = bits.number();
        require(type == 0 && bits.number() <= 12 || type == 2);
    }

    private static void squarePixels(BitReader bits) {
        if (bits.flag()) {
            require(bits.bits(8) <= SQUARE);
        }
        if (bits.flag()) {
            bits.skip(1);
        }
    }

    private static Optional<ColorCodes> signal(BitReader bits) {
        bits.skip(3);
        require(!bits.flag()); // full range
        return bits.flag()
                ? Optional.of(new ColorCodes((int) bits.bits(8), (int) bits.bits(8), (int) bits.bits(8)))
                : Optional.empty();
    }

    /** Parses the rest of the usability information, which must not contain picture timing with fields. */
    private static void usability(BitReader bits) {
        if (bits.flag()) {
            require(bits.number() <= 5 && bits.number() <= 5);
        }
        if (bits.flag()) {
            bits.skip(32 + 32 + 1);
        }
        require(!bits.flag() && !bits.flag() && !bits.flag());
        if (bits.flag()) {
            bits.skip(1);
            require(bits.number() <= 16 && bits.number() <= 16 && bits.number() <= 16 && bits.number() <= 16);
            require(bits.number() <= 16 && bits.number() <= 16);
        }
    }

    private static long pictureSet(BitReader bits) {
        long number = bits.number();
        require(number <= 255 && bits.number() == 0);
        bits.skip(1);
        require(!bits.flag()); // fields of a frame could be separate
        return number;
    }

    /** Returns whether a sample is a complete key frame without further parameter sets. */
    boolean opens(ByteBuffer sample) {
        int pictures = 0;
        for (int at = 0; at < sample.limit(); ) {
            int length = sample.getInt(at);
            require(length > 0 && length <= sample.limit() - at - LENGTH_BYTES);
            byte[] unit = new byte[length];
            sample.get(at + LENGTH_BYTES, unit);
            at += LENGTH_BYTES + length;
            switch (unit[0]) {
                case NalUnits.DELIMITER -> {}
                case NalUnits.REMARKS -> require(NalUnits.harmless(unit));
                default -> {
                    require((unit[0] & 0x9f) == NalUnits.KEY_PICTURE);
                    byte[] head = Arrays.copyOf(unit, Math.min(unit.length, 32));
                    BitReader bits = new BitReader(NalUnits.payload(head, unit[0]));
                    require(bits.number() == 0 == (pictures == 0)); // only the first slice is the first
                    require(bits.number() % 5 == 2 && pictureSets.contains(bits.number()));
                    pictures++;
                }
            }
        }
        return pictures > 0;
    }
}
