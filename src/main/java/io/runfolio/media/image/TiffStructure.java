package io.runfolio.media.image;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Bounds the work that the folders of a TIFF ask of a reader, which reads all of them with their values: TIFF 6.0, section 2. Offsets that lie outside the file are the reader's concern.
 */
final class TiffStructure {
    private static final int MAX_FOLDERS = 5_000;
    private static final int MAX_ENTRIES = 100_000;
    /** Values may share bytes, such as the resolutions of pages; a file cannot hold more than its own size otherwise. */
    private static final long SHARED_BYTES = 1 << 20;
    /** Pixels that tiles may have beyond the picture's edges. */
    private static final long MAX_TILE_PIXELS = 16_000_000;

    private static final int MAX_TILES = 1_000_000;
    private static final String SHARED = "The TIFF's strips or tiles name the same bytes again and again";
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int COMPRESSION = 259;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_HEIGHT = 323;
    private static final int OLD_JPEG_START = 513;
    /** Strips and tiles: the tag of the offsets, and that of the byte counts. */
    private static final int[][] PIECES = {{273, 279}, {324, 325}};

    private static final Set<Integer> JPEG = Set.of(6, 7, 34_892);
    private static final Set<Integer> FOLDERS = Set.of(0x014a, 0x8769, 0x8825, 0xa005);
    private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

    private final ByteSource file;
    private final boolean little;
    private final boolean big;
    private final Deque<Long> waiting = new ArrayDeque<>();
    private final Set<Long> seen = new HashSet<>();
    private int entries;
    private long valueBytes;

    /** Values of an entry: how many, of how many bytes each, from which offset. */
    private record Values(long count, int bytes, long start) {}

    private TiffStructure(ByteSource file) throws IOException {
        this.file = file;
        this.little = file.u8(0) == 'I';
        this.big = HeaderReader.isBigTiff(file);
    }

    /**
     * Checks a file.
     *
     * @throws UnusableImageException if it asks for too much
     */
    static void check(ByteSource file) throws IOException {
        try {
            new TiffStructure(file).walk();
        } catch (EOFException e) {
            // the reader finds the same end
        }
    }

    private void walk() throws IOException {
        Map<Integer, Values> first = new HashMap<>();
        long next = number(big ? 8 : 4, big ? 8 : 4);
        for (boolean isFirst = true; next > 0 && next < file.size(); isFirst = false) {
            next = folder(next, isFirst ? first : new HashMap<>(), true);
            while (!waiting.isEmpty()) {
                folder(waiting.poll(), new HashMap<>(), false);
            }
        }
        checkPieces(first);
    }

    /** Takes in a folder; returns the offset of the next one. */
    private long folder(long start, Map<Integer, Values> values, boolean linked) throws IOException {
        if (!seen.add(start)) {
            require(!linked, "The TIFF's folders form a loop");
            return 0;
        }
        require(seen.size() <= MAX_FOLDERS, "The TIFF has more than " + MAX_FOLDERS + " folders");
        long count = number(start, big ? 8 : 2);
        long entry = start + (big ? 8 : 2);
        int step = big ? 20 : 12;
        require(count >= 0 && count <= MAX_ENTRIES - entries, "The TIFF has more than " + MAX_ENTRIES + " entries");
        entries += (int) count;
        for (; count > 0 && entry + step <= file.size(); entry += step, count--) {
            entry(entry, values);
        }
        return entry + (big ? 8 : 4) <= file.size() ? number(entry, big ? 8 : 4) : 0;
    }

    private void entry(long entry, Map<Integer, Values> values) throws IOException {
        int type = (int) number(entry + 2, 2);
        int bytes = type < TYPE_BYTES.length ? TYPE_BYTES[type] : 0;
        long count = number(entry + 4, big ? 8 : 4);
        long inside = entry + (big ? 12 : 8);
        int room = big ? 8 : 4;
        if (bytes == 0 || count < 1 || count > file.size()) {
            return;
        }
        long start = count * bytes <= room ? inside : number(inside, room);
        if (start < 0 || start > file.size() - count * bytes) {
            return;
        }
        valueBytes += count * bytes;
        require(valueBytes <= file.size() + SHARED_BYTES, "The TIFF's entries name the same bytes again and again");
        int tag = (int) number(entry, 2);
        Values found = new Values(count, bytes, start);
        values.putIfAbsent(tag, found);
        if (FOLDERS.contains(tag) && bytes >= 4) {
            for (long at = 0; at < count; at++) {
                long folder = value(found, at);
                if (folder > 0 && folder < file.size()) {
                    waiting.add(folder);
                }
            }
        }
    }

    private void checkPieces(Map<Integer, Values> folder) throws IOException {
        long width = first(folder, WIDTH);
        long height = first(folder, HEIGHT);
        long pixels = width * height;
        long tileWidth = first(folder, TILE_WIDTH);
        long tileHeight = first(folder, TILE_HEIGHT);
        if (tileWidth > 0 && tileHeight > 0) {
            long across = (width + tileWidth - 1) / tileWidth;
            long down = (height + tileHeight - 1) / tileHeight;
            require(across * down <= MAX_TILES, "The TIFF has more than " + MAX_TILES + " tiles");
            long padded = across * tileWidth * (down * tileHeight);
            require(
                    padded <= Math.max(4 * pixels, MAX_TILE_PIXELS),
                    "The TIFF's tiles of " + tileWidth + " x " + tileHeight + " are far larger than its picture");
            pixels = Math.max(pixels, padded);
        }
        if (first(folder, COMPRESSION) > 1) {
            checkShared(folder);
        }
        if (JPEG.contains((int) first(folder, COMPRESSION))) {
            checkJpeg(folder, Math.max(pixels, MAX_TILE_PIXELS));
        }
    }

    private void checkJpeg(Map<Integer, Values> folder, long maxPixels) throws IOException {
        long left = 2 * file.size();
        if (folder.containsKey(OLD_JPEG_START)) {
            checkJpeg(first(folder, OLD_JPEG_START), file.size(), maxPixels);
        }
        for (long[] piece : pieces(folder)) {
            left -= piece[1];
            require(left >= 0, SHARED);
            checkJpeg(piece[0], piece[0] + piece[1], maxPixels);
        }
    }

    /** A decoder may go over a whole strip to find the end of each row. */
    private void checkShared(Map<Integer, Values> folder) throws IOException {
        long left = 16 * file.size(); // some writers give each strip the length of all
        for (long[] piece : pieces(folder)) {
            left -= piece[1];
            require(left >= 0, SHARED);
        }
    }

    /** Returns start and length of each strip or tile that lies in the file. */
    private List<long[]> pieces(Map<Integer, Values> folder) throws IOException {
        List<long[]> pieces = new ArrayList<>();
        for (int[] tags : PIECES) {
            Values offsets = folder.get(tags[0]);
            Values counts = folder.get(tags[1]);
            for (long at = 0; offsets != null && counts != null && at < Math.min(offsets.count, counts.count); at++) {
                require(at < MAX_TILES, "The TIFF has more than " + MAX_TILES + " strips or tiles");
                long start = value(offsets, at);
                long bytes = Math.min(value(counts, at), file.size() - start);
                if (start > 0 && bytes > 0) {
                    pieces.add(new long[] {start, bytes});
                }
            }
        }
        return pieces;
    }

    private void checkJpeg(long start, long end, long maxPixels) throws IOException {
        require(
                JpegScans.check(file, start, end, 0) <= maxPixels,
                "A JPEG within the TIFF is larger than the TIFF's picture");
    }

    private long first(Map<Integer, Values> folder, int tag) throws IOException {
        Values values = folder.get(tag);
        return values == null ? 0 : Math.min(Integer.MAX_VALUE, value(values, 0));
    }

    private long value(Values values, long at) throws IOException {
        return number(values.start + at * values.bytes, values.bytes);
    }

    /** Returns an unsigned number of 1, 2, 4 or 8 bytes. */
    private long number(long at, int bytes) throws IOException {
        long value = 0;
        for (int part = 0; part < bytes; part++) {
            value |= (long) file.u8(at + (little ? part : bytes - 1 - part)) << 8 * part;
        }
        return value;
    }

    private static void require(boolean so, String reason) {
        if (!so) {
            throw UnusableImageException.tooComplex(reason);
        }
    }
}
