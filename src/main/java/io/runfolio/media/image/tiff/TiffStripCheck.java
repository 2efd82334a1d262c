package io.runfolio.media.image.tiff;

import static io.runfolio.media.image.tiff.TiffStructureCheck.require;

import io.runfolio.media.ByteSource;
import io.runfolio.media.image.jpeg.JpegScanLimits;
import io.runfolio.media.image.metadata.IfdReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Limits the work that the strips and tiles of a TIFF's first directory require. */
final class TiffStripCheck {
    /** Pixels that tiles may have beyond the picture's edges. */
    private static final long MAX_TILE_PIXELS = 16_000_000;

    private static final int MAX_TILES = 1_000_000;
    private static final String SHARED = "The TIFF's strips or tiles refer to the same bytes repeatedly";
    private static final int TILE_HEIGHT = 323;
    private static final int OLD_JPEG_START = 513;

    /** Strips and tiles: the tag of the offsets, and that of the byte counts. */
    private static final int[][] PIECES = {{273, 279}, {324, 325}};

    private static final Set<Integer> JPEG = Set.of(6, 7, 34_892);

    private final ByteSource file;
    private final IfdReader reader;
    private final Map<Integer, IfdReader.Entry> directory;

    /**
     * Creates a check.
     *
     * @param directory entries of the first directory by tag
     */
    TiffStripCheck(ByteSource file, IfdReader reader, Map<Integer, IfdReader.Entry> directory) {
        this.file = file;
        this.reader = reader;
        this.directory = directory;
    }

    /** A strip or tile that lies in the file. */
    private record Piece(long start, long bytes) {}

    void check() throws IOException {
        long pixels = decodedPixels();
        int compression = (int) first(TiffSampleLayout.COMPRESSION);
        if (compression > 1) {
            requireUnshared();
        }
        if (JPEG.contains(compression)) {
            checkJpegs(Math.max(pixels, MAX_TILE_PIXELS));
        }
    }

    /** Returns the pixels of the picture, or of its tiles where those are more. */
    private long decodedPixels() throws IOException {
        long width = first(TiffSampleLayout.WIDTH);
        long height = first(TiffSampleLayout.HEIGHT);
        long tileWidth = first(TiffSampleLayout.TILE_WIDTH);
        long tileHeight = first(TILE_HEIGHT);
        if (tileWidth == 0 || tileHeight == 0) {
            return width * height;
        }
        long across = (width + tileWidth - 1) / tileWidth;
        long down = (height + tileHeight - 1) / tileHeight;
        require(across * down <= MAX_TILES, "The TIFF has more than " + MAX_TILES + " tiles");
        long padded = across * tileWidth * (down * tileHeight);
        require(
                padded <= Math.max(4 * width * height, MAX_TILE_PIXELS),
                "The TIFF's tiles of " + tileWidth + " x " + tileHeight + " are far larger than its picture");
        return Math.max(width * height, padded);
    }

    private void checkJpegs(long maxPixels) throws IOException {
        if (directory.containsKey(OLD_JPEG_START)) {
            checkJpeg(first(OLD_JPEG_START), file.size(), maxPixels);
        }
        long left = 2 * file.size();
        for (Piece piece : pieces()) {
            left -= piece.bytes();
            require(left >= 0, SHARED);
            checkJpeg(piece.start(), piece.start() + piece.bytes(), maxPixels);
        }
    }

    /** Refuses strips that share bytes: a decoder may read a whole strip to find the end of each row. */
    private void requireUnshared() throws IOException {
        long left = 16 * file.size(); // some writers give each strip the length of all
        for (Piece piece : pieces()) {
            left -= piece.bytes();
            require(left >= 0, SHARED);
        }
    }

    private List<Piece> pieces() throws IOException {
        List<Piece> pieces = new ArrayList<>();
        for (int[] tags : PIECES) {
            IfdReader.Entry offsets = directory.get(tags[0]);
            IfdReader.Entry counts = directory.get(tags[1]);
            long pairs = offsets == null || counts == null ? 0 : Math.min(offsets.count(), counts.count());
            for (long at = 0; at < pairs; at++) {
                require(at < MAX_TILES, "The TIFF has more than " + MAX_TILES + " strips or tiles");
                long start = reader.number(offsets, at);
                long bytes = Math.min(reader.number(counts, at), file.size() - start);
                if (start > 0 && bytes > 0) {
                    pieces.add(new Piece(start, bytes));
                }
            }
        }
        return pieces;
    }

    private void checkJpeg(long start, long end, long maxPixels) throws IOException {
        require(
                JpegScanLimits.check(file, start, end, 0) <= maxPixels,
                "A JPEG within the TIFF is larger than the TIFF's picture");
    }

    private long first(int tag) throws IOException {
        IfdReader.Entry entry = directory.get(tag);
        return entry == null ? 0 : Math.min(Integer.MAX_VALUE, reader.number(entry, 0));
    }
}
