package io.runfolio.media.image.png;

/** Reverses the five filters of PNG rows: PNG 3rd edition, section 9.2. */
final class PngFilter {
    private PngFilter() {}

    /**
     * Reverses the filter of a row.
     *
     * @param in the filter byte and the filtered row
     * @param out target of the row
     * @param at offset of the row in {@code out}
     * @param above offset of the previous row in {@code out}, or -1 for none
     * @param length bytes of the row
     * @param back how far back the filter looks, in bytes
     */
    static void undo(byte[] in, byte[] out, int at, int above, int length, int back) {
        switch (in[0]) {
            case 0 -> System.arraycopy(in, 1, out, at, length);
            case 1 -> sub(in, out, at, length, back);
            case 2 -> up(in, out, at, above, length);
            case 3 -> average(in, out, at, above, length, back);
            case 4 -> paeth(in, out, at, above, length, back);
            default -> throw new IllegalStateException("no such filter");
        }
    }

    private static void sub(byte[] in, byte[] out, int at, int length, int back) {
        int head = Math.min(back, length);
        System.arraycopy(in, 1, out, at, head);
        for (int i = head; i < length; i++) {
            out[at + i] = (byte) (in[i + 1] + out[at + i - back]);
        }
    }

    private static void up(byte[] in, byte[] out, int at, int above, int length) {
        if (above < 0) {
            System.arraycopy(in, 1, out, at, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            out[at + i] = (byte) (in[i + 1] + out[above + i]);
        }
    }

    private static void average(byte[] in, byte[] out, int at, int above, int length, int back) {
        for (int i = 0; i < length; i++) {
            int left = i < back ? 0 : out[at + i - back] & 0xff;
            int top = above < 0 ? 0 : out[above + i] & 0xff;
            out[at + i] = (byte) (in[i + 1] + (left + top >> 1));
        }
    }

    private static void paeth(byte[] in, byte[] out, int at, int above, int length, int back) {
        if (above < 0) {
            // with nothing above, the predictor is the pixel to the left
            sub(in, out, at, length, back);
            return;
        }
        int head = Math.min(back, length);
        for (int i = 0; i < head; i++) {
            out[at + i] = (byte) (in[i + 1] + out[above + i]);
        }
        for (int i = head; i < length; i++) {
            int left = out[at + i - back] & 0xff;
            int top = out[above + i] & 0xff;
            int corner = out[above + i - back] & 0xff;
            int toLeft = Math.abs(top - corner);
            int toTop = Math.abs(left - corner);
            int toCorner = Math.abs(left + top - 2 * corner);
            int predicted = toLeft <= toTop && toLeft <= toCorner ? left : toTop <= toCorner ? top : corner;
            out[at + i] = (byte) (in[i + 1] + predicted);
        }
    }
}
