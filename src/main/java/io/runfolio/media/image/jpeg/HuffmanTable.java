package io.runfolio.media.image.jpeg;

/**
 * A table of codes (T.81, annex C). One look at the next {@value #LOOK_BITS} bits gives the symbol of a short code and, where the bits hold that too, the coefficient that follows it.
 *
 * <p>An entry holds, from the low end: 8 bits how many bits it stands for; 8 bits the symbol; 16 bits the coefficient, if {@link #WHOLE} bits of the length are set.
 */
final class HuffmanTable {
    static final int LOOK_BITS = 10;
    /** In the field of the length: the coefficient is in the entry, and its bits are counted. */
    static final int WHOLE = 0x40;

    private static final int LONGEST = 16;

    private final int[] looks = new int[1 << LOOK_BITS];
    private final int[] largest = new int[LONGEST + 1];
    private final int[] offsets = new int[LONGEST + 1];
    private final byte[] symbols;

    /**
     * @param counts number of codes of each length, from 1 to 16
     * @param symbols by rising code
     */
    HuffmanTable(int[] counts, byte[] symbols) throws NotPlainException {
        this.symbols = symbols;
        int code = 0;
        int at = 0;
        for (int length = 1; length <= LONGEST; length++) {
            offsets[length] = at - code;
            for (int i = 0; i < counts[length - 1]; i++) {
                look(code++, length, symbols[at++] & 0xff);
            }
            if (code > 1 << length) {
                throw new NotPlainException("too many codes");
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

    /** Returns the entry of the next bits; 0 if their code is longer than a look. */
    int look(int bits) {
        return looks[bits];
    }

    /** Returns the symbol of a code that is longer than a look, with the code's length below it in 8 bits; -1 if there is none. */
    int decodeLong(int next16) {
        for (int length = LOOK_BITS + 1; length <= LONGEST; length++) {
            int code = next16 >>> LONGEST - length;
            if (code <= largest[length] && offsets[length] + code < symbols.length && offsets[length] + code >= 0) {
                return (symbols[offsets[length] + code] & 0xff) << 8 | length;
            }
        }
        return -1;
    }

    /** Returns the value of a coefficient's own bits (T.81, F.2.2.1). */
    static int extended(int bits, int size) {
        return bits < 1 << size - 1 ? bits - (1 << size) + 1 : bits;
    }
}
