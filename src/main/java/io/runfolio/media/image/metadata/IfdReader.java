package io.runfolio.media.image.metadata;

import io.runfolio.media.ByteSource;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads image file directories (IFD) of TIFF, BigTIFF and EXIF: TIFF 6.0, section 2.
 *
 * <p>Offsets and counts come from the file and are not trusted: {@link Entry#isWithin} checks that a value is within
 * it.
 */
public final class IfdReader {
    private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

    private final ByteSource file;
    private final boolean littleEndian;
    private final boolean big;

    private IfdReader(ByteSource file, boolean big) throws IOException {
        this.file = file;
        this.littleEndian = file.u8(0) == 'I';
        this.big = big;
    }

    /** Returns a reader of a TIFF or BigTIFF file. */
    public static IfdReader ofTiff(ByteSource file) throws IOException {
        return new IfdReader(file, file.u8(2) + file.u8(3) == '+');
    }

    /** Returns a reader of an EXIF block, from its TIFF header on; its offsets are always of 32 bits. */
    static IfdReader ofExif(ByteSource block) throws IOException {
        return new IfdReader(block, false);
    }

    /**
     * An entry of a directory.
     *
     * @param tag what the value means
     * @param type type of the value, 1 to 18
     * @param count how many numbers or characters the value has
     * @param position offset of the entry
     * @param valueStart offset of the value
     * @param typeBytes bytes of one number of the type; 0 if the type is not known
     */
    public record Entry(int tag, int type, long count, long position, long valueStart, int typeBytes) {
        /** Returns the bytes of the value; 0 or less if the type is not known or the count is impossible. */
        public long length() {
            return count < 0 || count > Long.MAX_VALUE / 8 ? -1 : count * typeBytes;
        }

        /** Returns whether the value has bytes and all of them lie within a file of this size. */
        public boolean isWithin(long size) {
            return length() > 0 && valueStart >= 0 && length() <= size && valueStart <= size - length();
        }
    }

    /**
     * A directory.
     *
     * @param entries in file order, as far as the file holds them whole
     * @param whole whether the file holds all entries and the offset of the next directory
     * @param next offset of the next directory; 0 for none
     */
    public record Directory(List<Entry> entries, boolean whole, long next) {}

    /** Returns whether offsets are of 64 bits. */
    public boolean isBigTiff() {
        return big;
    }

    public ByteOrder order() {
        return littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }

    /** Returns the offset of the first directory. */
    public long first() throws IOException {
        return offset(big ? 8 : 4);
    }

    /** Returns how many entries a directory claims to have; negative beyond 2^63. */
    public long count(long start) throws IOException {
        return number(start, big ? 8 : 2);
    }

    /**
     * Reads a directory.
     *
     * @param maxEntries most entries to read; what is behind them is left out
     */
    public Directory read(long start, long maxEntries) throws IOException {
        long count = Math.min(count(start), maxEntries);
        List<Entry> entries = new ArrayList<>();
        long at = start + (big ? 8 : 2);
        int step = big ? 20 : 12;
        for (; entries.size() < count && at >= 0 && at <= file.size() - step; at += step) {
            entries.add(entry(at));
        }
        boolean whole = entries.size() >= count && at + offsetBytes() <= file.size();
        return new Directory(entries, whole, at + offsetBytes() <= file.size() ? offset(at) : 0);
    }

    private Entry entry(long at) throws IOException {
        int type = (int) number(at + 2, 2);
        long count = offset(at + 4);
        int typeBytes = type < TYPE_BYTES.length ? TYPE_BYTES[type] : 0;
        long inside = at + 4 + offsetBytes();
        boolean fits = count >= 0 && count <= offsetBytes() && count * typeBytes <= offsetBytes();
        return new Entry((int) number(at, 2), type, count, at, fits ? inside : offset(inside), typeBytes);
    }

    /** Returns one number of a value. */
    public long number(Entry entry, long index) throws IOException {
        return number(entry.valueStart() + index * entry.typeBytes(), entry.typeBytes());
    }

    /** Returns the bytes of a value that lies within the file. */
    public byte[] bytes(Entry entry) throws IOException {
        return file.bytes(entry.valueStart(), Math.toIntExact(entry.length()));
    }

    /** Returns the bytes of an offset or count: 4, or 8 in a BigTIFF. */
    public int offsetBytes() {
        return big ? 8 : 4;
    }

    private long offset(long at) throws IOException {
        return number(at, offsetBytes());
    }

    /** Returns an unsigned number of 1, 2, 4 or 8 bytes. */
    private long number(long at, int bytes) throws IOException {
        long value = 0;
        for (int part = 0; part < bytes; part++) {
            value |= (long) file.u8(at + (littleEndian ? part : bytes - 1 - part)) << 8 * part;
        }
        return value;
    }
}
