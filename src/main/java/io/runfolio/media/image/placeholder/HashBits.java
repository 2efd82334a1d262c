package io.runfolio.media.image.placeholder;

import java.util.Arrays;

/** Bits of a hash, packed from the lowest bit of the first byte. Not thread-safe. */
final class HashBits {
    private static final int MAX_BYTES = 32;

    private final byte[] bytes = new byte[MAX_BYTES];
    private int length;

    /** Appends the lowest bits of a number. */
    void put(int number, int count) {
        for (int bit = 0; bit < count; bit++, length++) {
            bytes[length >> 3] |= (byte) ((number >> bit & 1) << (length & 7));
        }
    }

    /** Returns the bytes; unused bits of the last are 0. */
    byte[] bytes() {
        return Arrays.copyOf(bytes, (length + 7) / 8);
    }
}
