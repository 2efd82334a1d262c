package io.runfolio.media.video;

/** Reads bits, the highest of a byte first. Past the end it throws {@link IndexOutOfBoundsException}. */
final class BitReader {
    /** The longest run of zeros before an Exp-Golomb number that fits 32 bits. */
    private static final int MAX_ZEROS = 31;

    private final byte[] bytes;
    private int at;

    BitReader(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean flag() {
        return bits(1) == 1;
    }

    /** Returns so many bits, at most 32, as a number without sign. */
    long bits(int count) {
        long value = 0;
        for (int i = 0; i < count; i++, at++) {
            value = value << 1 | bytes[at >> 3] >> 7 - (at & 7) & 1;
        }
        return value;
    }

    /** Returns an Exp-Golomb number without sign, {@code ue(v)} of ISO/IEC 14496-10, 9.1. */
    long number() {
        int zeros = 0;
        while (!flag()) {
            zeros++;
            Mp4Boxes.require(zeros <= MAX_ZEROS);
        }
        return (1L << zeros) - 1 + bits(zeros);
    }

    void skip(int count) {
        at += count;
    }

    int left() {
        return bytes.length * 8 - at;
    }

    /** Returns whether what is left is nothing but zeros. */
    boolean onlyZeros() {
        while (left() > 0) {
            if (flag()) {
                return false;
            }
        }
        return true;
    }
}
