package io.runfolio.media.image.jpeg;

/**
 * Huffman table with lookahead: T.81, annex C.
 *
 * <p>One lookup of the next {@value #LOOK_BITS} bits gives the symbol of a short code and, where the bits hold it too,
 * the coefficient that follows. An entry holds, from the low end: 8 bits for the number of bits it covers, 8 bits for
 * the symbol, and 16 bits for the coefficient if the bits {@link #WHOLE} of the length are set.
 */
final class HuffmanTable {
    static final int LOOK_BITS = 10;
    /** Flag in the length field: the coefficient is in the entry, and its bits are counted. */
    static final int WHOLE = 0x40;

    private static final int MAX_CODE_LENGTH = 16;

    private final int[] looks = new int[1 << LOOK_BITS];
    private final int[] largest = new int[MAX_CODE_LENGTH + 1];
    private final int[] offsets = new int[MAX_CODE_LENGTH + 1];
    private final byte[] symbols;

    /**
     * Creates a table.
     *
     * @param counts number of codes of each length, from 1 to 16
     * @param symbols symbols by ascending code
     */
    HuffmanTable(int[] counts, byte[] symbols) throws UnsupportedJpegException {
        this.symbols = symbols;
        int code = 0;
        int at = 0;
        for (int length = 1; length <= MAX_CODE_LENGTH; length++) {
            offsets[length] = at - code;
            for (int i = 0; i < counts[length - 1]; i++) {
                look(code++, length, symbols[at++] & 0xff);
            }
            if (code > 1 << length) {
                throw new UnsupportedJpegException("too many codes");
            }
            largest[length] = code - 1;
            code <<= 1;
        }
    }

    private void look(int code, int length, int symbol) {
        if (length > LOOK_BITS) {
            return;
        }
        int spare = LOOK_BITS - length;
        int size = symbol & 15;
        for (int rest = 0; rest < 1 << spare; rest++) {
            int at = code << spare | rest;
            if (at >= looks.length) {
                return;
            }
            looks[at] = length | symbol << 8;
            if (size > 0 && size <= spare) {
                int value = extended(rest >>> spare - size, size);
                looks[at] = length + size | WHOLE | symbol << 8 | value << 16;
            }
        }
    }

    /** Returns the entry of the next bits; 0 if their code is longer than a lookup. */
    int look(int bits) {
        return looks[bits];
    }

    /**
     * Returns the symbol of a code longer than a lookup, above 8 bits of its length. Returns -1 for an unknown code.
     */
    int decodeLong(int next16) {
        for (int length = LOOK_BITS + 1; length <= MAX_CODE_LENGTH; length++) {
            int code = next16 >>> MAX_CODE_LENGTH - length;
            if (code <= largest[length] && offsets[length] + code < symbols.length && offsets[length] + code >= 0) {
                return (symbols[offsets[length] + code] & 0xff) << 8 | length;
            }
        }
        return -1;
    }

    /** Returns the value of a coefficient's own bits: T.81, F.2.2.1. */
    static int extended(int bits, int size) {
        return bits < 1 << size - 1 ? bits - (1 << size) + 1 : bits;
    }
}
