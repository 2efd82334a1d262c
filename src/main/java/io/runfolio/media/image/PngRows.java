package io.runfolio.media.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** The rows of a PNG that is not interlaced. Those that are missing are zero, as in a picture that is decoded whole. */
final class PngRows implements Rows {
    private final PngFormat format;
    private final PngInflow inflow;
    private final PngStoredRows stored;
    private final PngSamples spread;
    private final byte[] row;
    private byte[] samples;
    private int given;
    private boolean broken;

    PngRows(PngInflow inflow, PngFormat format) {
        this.format = format;
        this.inflow = inflow;
        this.stored = new PngStoredRows(inflow, format, format.size().width());
        this.spread = new PngSamples(format);
        this.row = new byte[Math.multiplyExact(format.size().width(), format.channels())];
    }

    @Override
    public Size size() {
        return format.size();
    }

    @Override
    public int channels() {
        return format.channels();
    }

    /** @throws UnusableImageException if not even the first row can be read */
    @Override
    public int next() {
        int at = broken ? -1 : read();
        if (at < 0 && given == 0) {
            throw UnusableImageException.corrupt("The PNG's pixels could not be read", null);
        }
        given++;
        if (at >= 0 && format.isPlain()) {
            samples = stored.bytes();
            return at;
        }
        samples = row;
        if (at >= 0) {
            spread.spread(stored.bytes(), at, format.size().width(), row, 0, format.channels());
        } else if (!broken) {
            broken = true;
            Arrays.fill(row, (byte) 0);
        }
        return 0;
    }

    private int read() {
        try {
            return stored.next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] samples() {
        return samples;
    }

    /** Reads to the end, and returns whether nothing was missing or broken. */
    boolean endWell() throws IOException {
        while (given < format.size().height()) {
            next();
        }
        return !broken && inflow.endsWell();
    }
}
