package io.runfolio.media.image.png;

import io.runfolio.media.ByteSource;
import io.runfolio.media.image.format.DecodedStill;
import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.media.image.pixel.Resampler;
import io.runfolio.media.image.pixel.Size;
import java.io.IOException;
import java.util.List;

/**
 * Decodes PNG of every kind of sample into 8-bit pixels.
 *
 * <p>The platform's reader loses gray color keys, reads no frames of an APNG and rejects truncated pictures; this one
 * keeps the rows that are present.
 */
final class PngDecoder {
    /** First column, first row, column step and row step of each pass of Adam7. */
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private static final int[] WHOLE = {0, 0, 1, 1};

    private final ByteSource file;
    private final PngSampleFormat format;
    private final PngSampleConverter samples;

    PngDecoder(ByteSource file, PngSampleFormat format) {
        this.file = file;
        this.format = format;
        this.samples = new PngSampleConverter(format);
    }

    /** Returns the size of the canvas. */
    Size size() {
        return format.size();
    }

    /**
     * Decodes the default picture of a file.
     *
     * @param chunks all chunks of the file
     * @param least size to which the picture may be resampled while its rows are read; interlaced ones are not
     */
    DecodedStill still(List<PngChunks.Chunk> chunks, Size least) throws IOException {
        List<PngChunks.Chunk> data =
                chunks.stream().filter(chunk -> chunk.type().equals("IDAT")).toList();
        return !format.interlaced() && least.isWithin(format.size())
                ? reduced(data, least)
                : decode(data, format.size());
    }

    private DecodedStill reduced(List<PngChunks.Chunk> data, Size size) throws IOException {
        try (PngDataStream stream = new PngDataStream(file, data)) {
            PngRows rows = new PngRows(stream, format);
            return DecodedStill.of(Resampler.resize(rows, size), !rows.endWell());
        }
    }

    /**
     * Decodes one stream of rows.
     *
     * @throws UnusableImageException if not even its first row can be read
     */
    DecodedStill decode(List<PngChunks.Chunk> data, Size size) throws IOException {
        Pixels pixels = Pixels.blank(size.width(), size.height(), format.channels());
        try (PngDataStream stream = new PngDataStream(file, data)) {
            int[][] passes = format.interlaced() ? PASSES : new int[][] {WHOLE};
            int done = 0;
            for (int[] pass : passes) {
                int width = (size.width() - pass[0] + pass[2] - 1) / pass[2];
                int height = (size.height() - pass[1] + pass[3] - 1) / pass[3];
                if (width < 1 || height < 1) {
                    continue;
                }
                int got = rows(stream, pixels, pass, width, height);
                done += got;
                if (done == 0) {
                    throw UnusableImageException.corrupt("The PNG's pixels could not be read", null);
                }
                if (got < height) {
                    return DecodedStill.of(pixels, true);
                }
            }
            return DecodedStill.of(pixels, !stream.endsWell());
        }
    }

    /** Decodes the rows of a pass; returns how many there are. */
    private int rows(PngDataStream stream, Pixels pixels, int[] pass, int width, int height) throws IOException {
        PngUnfilteredRows rows = new PngUnfilteredRows(stream, format, width);
        for (int y = 0; y < height; y++) {
            int at = rows.next();
            if (at < 0) {
                return y;
            }
            int to = ((pass[1] + y * pass[3]) * pixels.width() + pass[0]) * pixels.channels();
            samples.convert(rows.bytes(), at, width, pixels.samples(), to, pass[2] * pixels.channels());
        }
        return height;
    }
}
