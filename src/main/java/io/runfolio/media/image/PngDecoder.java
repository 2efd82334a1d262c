package io.runfolio.media.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Decodes PNG of every kind of sample into 8-bit pixels. The platform's own reader loses gray colour keys, reads no frames of an APNG and gives up a cut picture; this one keeps what
 * rows there are.
 */
final class PngDecoder {
    /** Adam7: first column, first row, column step, row step of each pass. */
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private static final int[] WHOLE = {0, 0, 1, 1};

    private final ByteSource file;
    private final PngFormat format;
    private final PngSamples samples;

    PngDecoder(ByteSource file, PngFormat format) {
        this.file = file;
        this.format = format;
        this.samples = new PngSamples(format);
    }

    /**
     * A decoded picture.
     *
     * @param pixels rows that are missing are zero
     * @param whole whether nothing was missing or broken
     */
    record Decoded(Pixels pixels, boolean whole) {}

    /**
     * Decodes the default picture of a file.
     *
     * @param least what it may be reduced to while its rows come in; it is, if it is larger and not interlaced
     */
    static Decoded decode(Path path, Size least) throws IOException {
        try (ByteSource file = ByteSource.open(path)) {
            List<PngChunks.Chunk> chunks = PngChunks.of(file);
            PngFormat format = PngFormat.read(file, chunks);
            List<PngChunks.Chunk> data =
                    chunks.stream().filter(chunk -> chunk.type().equals("IDAT")).toList();
            PngDecoder decoder = new PngDecoder(file, format);
            return !format.interlaced() && least.isWithin(format.size())
                    ? decoder.reduced(data, least)
                    : decoder.decode(data, format.size());
        }
    }

    private Decoded reduced(List<PngChunks.Chunk> data, Size size) throws IOException {
        try (PngInflow inflow = new PngInflow(file, data)) {
            PngRows rows = new PngRows(inflow, format);
            return new Decoded(Resampler.resize(rows, size), rows.endWell());
        }
    }

    /**
     * Decodes one stream of rows.
     *
     * @throws UnusableImageException if not even its first row can be read
     */
    Decoded decode(List<PngChunks.Chunk> data, Size size) throws IOException {
        Pixels pixels = Pixels.blank(size.width(), size.height(), format.channels());
        try (PngInflow rows = new PngInflow(file, data)) {
            int[][] passes = format.interlaced() ? PASSES : new int[][] {WHOLE};
            int done = 0;
            for (int[] pass : passes) {
                int width = (size.width() - pass[0] + pass[2] - 1) / pass[2];
                int height = (size.height() - pass[1] + pass[3] - 1) / pass[3];
                if (width < 1 || height < 1) {
                    continue;
                }
                int got = rows(rows, pixels, pass, width, height);
                done += got;
                if (done == 0) {
                    throw UnusableImageException.corrupt("The PNG's pixels could not be read", null);
                }
                if (got < height) {
                    return new Decoded(pixels, false);
                }
            }
            return new Decoded(pixels, rows.endsWell());
        }
    }

    /** Returns how many rows there were. */
    private int rows(PngInflow inflow, Pixels pixels, int[] pass, int width, int height) throws IOException {
        PngStoredRows rows = new PngStoredRows(inflow, format, width);
        for (int y = 0; y < height; y++) {
            int at = rows.next();
            if (at < 0) {
                return y;
            }
            int to = ((pass[1] + y * pass[3]) * pixels.width() + pass[0]) * pixels.channels();
            samples.spread(rows.bytes(), at, width, pixels.samples(), to, pass[2] * pixels.channels());
        }
        return height;
    }
}
