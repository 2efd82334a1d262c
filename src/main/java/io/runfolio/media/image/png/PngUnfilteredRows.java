package io.runfolio.media.image.png;

import java.io.IOException;

/** Rows of a PNG, or of one pass of it, as stored but unfiltered. Two of them are held at a time. */
final class PngUnfilteredRows {
    private final PngDataStream stream;
    private final int length;
    private final int back;
    private final byte[] filtered;
    private final byte[] pair;
    private int y;

    PngUnfilteredRows(PngDataStream stream, PngSampleFormat format, int width) {
        this.stream = stream;
        this.length = format.rowBytes(width);
        this.back = format.filterDistance();
        this.filtered = new byte[length + 1];
        this.pair = new byte[2 * length];
    }

    /**
     * Advances to the next row.
     *
     * @return where the row begins in {@link #bytes}; -1 if the stream ends or breaks before its end
     */
    int next() throws IOException {
        if (!stream.fill(filtered, filtered.length) || filtered[0] < 0 || filtered[0] > 4) {
            return -1;
        }
        int at = (y & 1) * length;
        PngFilter.undo(filtered, pair, at, y == 0 ? -1 : length - at, length, back);
        y++;
        return at;
    }

    byte[] bytes() {
        return pair;
    }
}
