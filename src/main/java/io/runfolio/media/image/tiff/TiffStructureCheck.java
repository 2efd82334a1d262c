package io.runfolio.media.image.tiff;

import io.runfolio.media.ByteSource;
import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.media.image.metadata.IfdReader;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Limits the directories of a TIFF, which a reader loads with all their values: TIFF 6.0, section 2.
 *
 * <p>Offsets outside the file are the reader's concern.
 */
final class TiffStructureCheck {
    private static final int MAX_DIRECTORIES = 5_000;
    private static final int MAX_ENTRIES = 100_000;

    /** Bytes that values may share, such as the resolutions of pages; otherwise they fit into the file. */
    private static final long MAX_SHARED_BYTES = 1 << 20;

    private static final Set<Integer> SUB_DIRECTORIES = Set.of(0x014a, 0x8769, 0x8825, 0xa005);

    private final ByteSource file;
    private final IfdReader reader;
    private final Deque<Long> waiting = new ArrayDeque<>();
    private final Set<Long> seen = new HashSet<>();
    private int entries;
    private long valueBytes;

    private TiffStructureCheck(ByteSource file, IfdReader reader) {
        this.file = file;
        this.reader = reader;
    }

    /**
     * Checks a file.
     *
     * @throws UnusableImageException if it asks for too much
     */
    static void check(ByteSource file, IfdReader reader) throws IOException {
        try {
            new TiffStructureCheck(file, reader).walk();
        } catch (EOFException e) {
            // the reader finds the same end
        }
    }

    private void walk() throws IOException {
        Map<Integer, IfdReader.Entry> first = new HashMap<>();
        long next = reader.first();
        for (boolean isFirst = true; next > 0 && next < file.size(); isFirst = false) {
            next = directory(next, isFirst ? first : new HashMap<>(), true);
            while (!waiting.isEmpty()) {
                directory(waiting.poll(), new HashMap<>(), false);
            }
        }
        new TiffStripCheck(file, reader, first).check();
    }

    /** Checks a directory; returns the offset of the next one. */
    private long directory(long start, Map<Integer, IfdReader.Entry> found, boolean linked) throws IOException {
        if (!seen.add(start)) {
            require(!linked, "The TIFF's directories form a loop");
            return 0;
        }
        require(seen.size() <= MAX_DIRECTORIES, "The TIFF has more than " + MAX_DIRECTORIES + " directories");
        long count = reader.count(start);
        require(count >= 0 && count <= MAX_ENTRIES - entries, "The TIFF has more than " + MAX_ENTRIES + " entries");
        entries += (int) count;
        IfdReader.Directory directory = reader.read(start, count);
        for (IfdReader.Entry entry : directory.entries()) {
            if (entry.count() <= file.size() && entry.isWithin(file.size())) {
                value(entry, found);
            }
        }
        return directory.next();
    }

    private void value(IfdReader.Entry entry, Map<Integer, IfdReader.Entry> found) throws IOException {
        valueBytes += entry.length();
        require(valueBytes <= file.size() + MAX_SHARED_BYTES, "The TIFF's entries refer to the same bytes repeatedly");
        found.putIfAbsent(entry.tag(), entry);
        if (SUB_DIRECTORIES.contains(entry.tag()) && entry.typeBytes() >= 4) {
            for (long at = 0; at < entry.count(); at++) {
                long offset = reader.number(entry, at);
                if (offset > 0 && offset < file.size()) {
                    waiting.add(offset);
                }
            }
        }
    }

    /** Refuses a file that asks for more work than an encoder writes. */
    static void require(boolean holds, String reason) {
        if (!holds) {
            throw UnusableImageException.tooComplex(reason);
        }
    }
}
