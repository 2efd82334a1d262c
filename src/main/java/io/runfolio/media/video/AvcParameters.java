package io.runfolio.media.video;

import static io.runfolio.media.video.Mp4Boxes.require;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The parameter sets of a plain H.264 track, from its {@code avcC} box (ISO/IEC 14496-15, 5.3.3): 8 bits, 4:2:0, frames only, square pixels, limited range. Sets that say anything else, or
 * that are not to be understood without the pictures, are refused with {@link IllegalArgumentException} or {@link IndexOutOfBoundsException}.
 *
 * @param profile in FFmpeg's words
 * @param width pixels, after cropping
 * @param height pixels, after cropping
 * @param ranged whether the limited range is said, rather than left open
 * @param colour how samples are to be understood, if it is said
 * @param pictureSets numbers of the picture parameter sets
 */
record AvcParameters(
        String profile, int width, int height, boolean ranged, Optional<ColourCodes> colour, Set<Long> pictureSets) {
    private static final int BASELINE = 66;
    private static final int MAIN = 77;
    private static final int HIGH = 100;
    /** FFmpeg and all players of browsers write and read lengths of four bytes. */
    private static final int LENGTH_BYTES = 4;

    private static final int MAX_SET_BYTES = 1024;
    private static final int MAX_BLOCKS = 16_384 / 16;
    private static final int SQUARE = 1;

    static AvcParameters of(ByteBuffer box) {
        require(box.get(0) == 1 && (box.get(4) & 3) == LENGTH_BYTES - 1 && (box.get(5) & 31) == 1);
        byte[] sequence = set(box, 6);
        int at = 8 + sequence.length;
        int pictures = box.get(at++);
        require(pictures > 0);
        BitReader bits = new BitReader(AvcUnits.payload(sequence, AvcUnits.SEQUENCE_SET));
        int profileBits = (int) bits.bits(8);
        require(profileBits == (box.get(1) & 255));
        AvcParameters parameters = sequence(bits, profileBits);
        for (int i = 0; i < pictures; i++) {
            byte[] picture = set(box, at);
            at += 2 + picture.length;
            parameters.pictureSets.add(pictureSet(new BitReader(AvcUnits.payload(picture, AvcUnits.PICTURE_SET))));
        }
        // High's own tail: format and depths once more, and no extension, which would be a transparency layer
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

    private static AvcParameters sequence(BitReader bits, int profile) {
        bits.skip(1);
        String name = name(profile, bits.flag());
        bits.skip(6 + 8); // level
        require(bits.number() == 0);
        if (profile == HIGH) {
            boolean plainSamples = bits.number() == 1 && bits.number() == 0 && bits.number() == 0;
            require(plainSamples && !bits.flag() && !bits.flag()); // neither lossless nor matrices of its own
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
        Optional<ColourCodes> colour = Optional.empty();
        if (bits.flag()) {
            squarePixels(bits);
            ranged = bits.flag();
            colour = ranged ? signal(bits) : Optional.empty();
            usability(bits);
        }
        require(bits.flag() && bits.left() < 8 && bits.onlyZeros());
        return new AvcParameters(name, width, height, ranged, colour, new HashSet<>());
    }

    private static String name(int profile, boolean constrained) {
        return switch (profile) {
            case BASELINE -> constrained ? "Constrained Baseline" : "Baseline";
            case MAIN -> "Main";
            case HIGH -> "High";
            default -> throw new IllegalArgumentException("profile " + profile);
        };
    }

    /** The way of type 1 can set the two fields of a frame apart, which makes it interlaced in FFmpeg's eyes. */
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

    private static Optional<ColourCodes> signal(BitReader bits) {
        bits.skip(3);
        require(!bits.flag()); // full range
        return bits.flag()
                ? Optional.of(new ColourCodes((int) bits.bits(8), (int) bits.bits(8), (int) bits.bits(8)))
                : Optional.empty();
    }

    /** The rest of the usability information. What comes with it may tell of fields: pictures' own timing. */
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
        require(!bits.flag()); // pictures that could set the fields of a frame apart
        return number;
    }

    /** Returns whether a sample is a whole picture that needs no other, and no other parameter sets. */
    boolean opens(ByteBuffer sample) {
        int pictures = 0;
        for (int at = 0; at < sample.limit(); ) {
            int length = sample.getInt(at);
            require(length > 0 && length <= sample.limit() - at - LENGTH_BYTES);
            byte[] unit = new byte[length];
            sample.get(at + LENGTH_BYTES, unit);
            at += LENGTH_BYTES + length;
            switch (unit[0]) {
                case AvcUnits.DELIMITER -> {}
                case AvcUnits.REMARKS -> require(AvcUnits.harmless(unit));
                default -> {
                    require((unit[0] & 0x9f) == AvcUnits.KEY_PICTURE);
                    byte[] head = Arrays.copyOf(unit, Math.min(unit.length, 32));
                    BitReader bits = new BitReader(AvcUnits.payload(head, unit[0]));
                    require(bits.number() == 0 == (pictures == 0)); // only the first slice is the first
                    require(bits.number() % 5 == 2 && pictureSets.contains(bits.number()));
                    pictures++;
                }
            }
        }
        return pictures > 0;
    }
}
