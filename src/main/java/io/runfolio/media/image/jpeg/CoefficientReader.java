package io.runfolio.media.image.jpeg;

/** Reads and dequantizes the coefficients of one block after the other: T.81, F.2.2. */
final class CoefficientReader {
    private final ScanBitReader bits;
    private final float[] block = new float[64];

    CoefficientReader(ScanBitReader bits) {
        this.bits = bits;
    }

    /** Returns the coefficients in natural order; the caller clears them before the next block. */
    float[] block() {
        return block;
    }

    /**
     * Reads a block.
     *
     * @return 0 if only the first coefficient matters, else the columns as {@link #ac} returns them
     */
    int read(FrameComponent component) throws UnsupportedJpegException {
        component.previousDc += dc(component);
        block[0] = component.previousDc * component.steps[0];
        return ac(component);
    }

    private int dc(FrameComponent component) throws UnsupportedJpegException {
        bits.fill();
        int entry = entry(component.first);
        int size = entry >>> 8 & 0xff;
        bits.drop(entry & 63);
        if ((entry & HuffmanTable.WHOLE) != 0) {
            return entry >> 16;
        }
        if (size > 11) {
            throw new UnsupportedJpegException("a coefficient that is too large");
        }
        return size == 0 ? 0 : HuffmanTable.extended(bits.take(size), size);
    }

    /**
     * Reads the coefficients after the first.
     *
     * @return a bit for each column that has a coefficient that matters, and 8 bits higher one for each that has one
     *     below its first
     */
    private int ac(FrameComponent component) throws UnsupportedJpegException {
        HuffmanTable table = component.others;
        int[] positions = component.positions;
        int used = 0;
        for (int place = 1; place < 64; place++) {
            bits.fill();
            int entry = entry(table);
            bits.drop(entry & 63);
            int run = entry >>> 12 & 15;
            int size = entry >>> 8 & 15;
            if (size == 0) {
                if (run < 15) {
                    return used;
                }
                place += 15;
                continue;
            }
            place += run;
            if (place > 63) {
                throw new UnsupportedJpegException("a coefficient outside its block");
            }
            int value = (entry & HuffmanTable.WHOLE) != 0 ? entry >> 16 : HuffmanTable.extended(bits.take(size), size);
            int at = positions[place];
            if (at >= 0) {
                block[at] = value * component.steps[place];
                used |= (at < 8 ? 1 : 0x101) << (at & 7);
            }
        }
        return used;
    }

    private int entry(HuffmanTable table) throws UnsupportedJpegException {
        int entry = table.look(bits.peek(HuffmanTable.LOOK_BITS));
        if (entry != 0) {
            return entry;
        }
        int found = table.decodeLong(bits.peek(16));
        if (found < 0) {
            throw new UnsupportedJpegException("no such code");
        }
        return found;
    }
}
