package io.runfolio.media.image.webp.vp8;

/** Boolean entropy decoder: RFC 6386, section 7. Past its end it reads zeros, as the reference does. */
final class BoolDecoder {
    private final byte[] data;
    private final int end;
    private int at;
    private long value;
    private int bits;
    private int range = 255;

    BoolDecoder(byte[] data, int start, int end) {
        this.data = data;
        this.at = start;
        this.end = end;
    }

    /** Returns one decision whose probability of being 0 is {@code probability / 256}. */
    int bool(int probability) {
        if (bits < 16) {
            fill();
        }
        int split = 1 + ((range - 1) * probability >> 8);
        long bound = (long) split << bits - 8;
        int decision;
        if (value >= bound) {
            range -= split;
            value -= bound;
            decision = 1;
        } else {
            range = split;
            decision = 0;
        }
        int shift = Integer.numberOfLeadingZeros(range) - 24;
        range <<= shift;
        bits -= shift;
        return decision;
    }

    boolean flag() {
        return bool(128) == 1;
    }

    /** Returns an unsigned number of {@code width} bits, the highest first. */
    int number(int width) {
        int number = 0;
        for (int bit = 0; bit < width; bit++) {
            number = number << 1 | bool(128);
        }
        return number;
    }

    /** Returns a flagged number of {@code width} bits and a sign; 0 if the flag is not set. */
    int optional(int width) {
        if (!flag()) {
            return 0;
        }
        int size = number(width);
        return flag() ? -size : size;
    }

    /** Returns whether reading is so far past the end that data is missing. */
    boolean ranOut() {
        return at >= end + 8;
    }

    private void fill() {
        while (bits <= 48) {
            int next = at < end ? data[at] & 0xff : 0;
            at++;
            value = value << 8 | next;
            bits += 8;
        }
    }
}
