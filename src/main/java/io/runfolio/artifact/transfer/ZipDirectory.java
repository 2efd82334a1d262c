package io.runfolio.artifact.transfer;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** Checks the size of a zip's directory before the JDK loads it into memory. See APPNOTE 4.3.14 to 4.3.16. */
final class ZipDirectory {
    static final long MAX_BYTES = 256L << 20;
    static final long MAX_ENTRIES = ExportManifestReader.MAX_FILES + 1_000L;

    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int MAX_COMMENT = 0xFFFF;
    private static final int LOCATOR = 0x07064b50;
    private static final int LOCATOR_BYTES = 20;
    private static final int ZIP64_END = 0x06064b50;
    private static final int ZIP64_END_BYTES = 56;

    private ZipDirectory() {}

    /** @throws TransferException with the code {@code too_many_files} if it is larger than an import accepts */
    static void check(Path zip) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(zip.toFile(), "r")) {
            int length = (int) Math.min(file.length(), END_BYTES + MAX_COMMENT);
            ByteBuffer tail = read(file, file.length() - length, length);
            for (int at = length - END_BYTES; at >= 0; at--) {
                if (tail.getInt(at) == END) {
                    check(file, tail, at, file.length() - length + at);
                    return;
                }
            }
        }
    }

    private static void check(RandomAccessFile file, ByteBuffer tail, int at, long position) throws IOException {
        long entries = tail.getShort(at + 10) & 0xFFFFL;
        long bytes = tail.getInt(at + 12) & 0xFFFFFFFFL;
        if (position >= LOCATOR_BYTES) {
            ByteBuffer locator = read(file, position - LOCATOR_BYTES, LOCATOR_BYTES);
            long end = locator.getInt(0) == LOCATOR ? locator.getLong(8) : -1;
            if (end >= 0 && end <= file.length() - ZIP64_END_BYTES) {
                ByteBuffer zip64 = read(file, end, ZIP64_END_BYTES);
                if (zip64.getInt(0) == ZIP64_END) {
                    entries = Math.max(entries == 0xFFFFL ? 0 : entries, zip64.getLong(32));
                    bytes = Math.max(bytes == 0xFFFFFFFFL ? 0 : bytes, zip64.getLong(40));
                }
            }
        }
        if (entries < 0 || entries > MAX_ENTRIES || bytes < 0 || bytes > MAX_BYTES) {
            throw new TransferException(
                    "too_many_files",
                    "The zip claims " + entries + " files; an import takes " + MAX_ENTRIES + ". Export in parts.");
        }
    }

    private static ByteBuffer read(RandomAccessFile file, long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(position);
        file.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
