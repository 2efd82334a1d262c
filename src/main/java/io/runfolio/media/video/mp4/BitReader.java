package io.runfolio.media.video.mp4;

/** Reads bits, most significant first. Throws {@link IndexOutOfBoundsException} past the end. */
final class BitReader {
    /** Maximum number of zeros before an Exp-Golomb number of 32 bits. */
    private static final int MAX_ZEROS = 31;

    private final byte[] bytes;
    private int at;

    BitReader(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean flag() {
        return bits(1) == 1;
    }

    /** Returns up to 32 bits as an unsigned number. */
    long bits(int count) {
        long value = 0;
        for (int i = 0; i < count; i++, at++) {
            value = value << 1 | bytes[at >> 3] >> 7 - (at & 7) & 1;
        }
        return value;
    }

    /** Returns an unsigned Exp-Golomb number, {@code ue(v)} of ISO/IEC 14496-10, 9.1. */
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

    /** Returns whether all remaining bits are zero. */
    boolean onlyZeros() {
        while (left() > 0) {
            if (flag()) {
                return false;
            }
        }
        return true;
    }
}
