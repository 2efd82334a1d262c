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

    /** Decodes the default picture of a file. */
    static Decoded decode(Path path) throws IOException {
        try (ByteSource file = ByteSource.open(path)) {
            List<PngChunks.Chunk> chunks = PngChunks.of(file);
            PngFormat format = PngFormat.read(file, chunks);
            List<PngChunks.Chunk> data =
                    chunks.stream().filter(chunk -> chunk.type().equals("IDAT")).toList();
            return new PngDecoder(file, format).decode(data, format.size());
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
                int got = direct() ? plainRows(rows, pixels) : rows(rows, pixels, pass, width, height);
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

    private boolean direct() {
        return format.isPlain() && !format.interlaced();
    }

    /** Rows that are stored as we hold them are unfiltered in place. Returns how many there were. */
    private int plainRows(PngInflow rows, Pixels pixels) throws IOException {
        int length = format.rowBytes(pixels.width());
        byte[] row = new byte[length + 1];
        for (int y = 0; y < pixels.height(); y++) {
            if (!rows.fill(row, row.length) || row[0] < 0 || row[0] > 4) {
                return y;
            }
            int at = y * length;
            PngFilter.undo(row, pixels.samples(), at, y == 0 ? -1 : at - length, length, format.filterDistance());
        }
        return pixels.height();
    }

    private int rows(PngInflow rows, Pixels pixels, int[] pass, int width, int height) throws IOException {
        int length = format.rowBytes(width);
        byte[] row = new byte[length + 1];
        byte[] pair = new byte[2 * length];
        for (int y = 0; y < height; y++) {
            if (!rows.fill(row, row.length) || row[0] < 0 || row[0] > 4) {
                return y;
            }
            int at = (y & 1) * length;
            PngFilter.undo(row, pair, at, y == 0 ? -1 : length - at, length, format.filterDistance());
            int to = ((pass[1] + y * pass[3]) * pixels.width() + pass[0]) * pixels.channels();
            samples.spread(pair, at, width, pixels.samples(), to, pass[2] * pixels.channels());
        }
        return height;
    }
}
