package io.runfolio.media.image.png;

import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.media.image.pixel.RowSource;
import io.runfolio.media.image.pixel.Size;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** Rows of a PNG that is not interlaced; missing ones are zero, as in a whole decode. */
final class PngRows implements RowSource {
    private final PngSampleFormat format;
    private final PngDataStream stream;
    private final PngUnfilteredRows stored;
    private final PngSampleConverter converter;
    private final byte[] row;
    private byte[] samples;
    private int given;
    private boolean broken;

    PngRows(PngDataStream stream, PngSampleFormat format) {
        this.format = format;
        this.stream = stream;
        this.stored = new PngUnfilteredRows(stream, format, format.size().width());
        this.converter = new PngSampleConverter(format);
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

    /**
     * Advances to the next row.
     *
     * @throws UnusableImageException if not even the first row can be read
     */
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
            converter.convert(stored.bytes(), at, format.size().width(), row, 0, format.channels());
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

    /** Reads the remaining rows; returns whether nothing was missing or broken. */
    boolean endWell() throws IOException {
        while (given < format.size().height()) {
            next();
        }
        return !broken && stream.endsWell();
    }
}
