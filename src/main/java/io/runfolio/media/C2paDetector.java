package io.runfolio.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.runfolio.files.StorageException;
import io.runfolio.media.SniffedType.Format;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Finds C2PA manifests (content credentials) without validating them: C2PA 2.2, appendix A.
 *
 * <p>Covers containers whose headers no other reader walks.
 */
public final class C2paDetector {
    private static final byte[] BOX_ID = HexFormat.of().parseHex("d8fec3d61b0e483c92975828877ec481");
    /** Boxes or chunks read per file; a manifest precedes or directly follows the media data. */
    private static final int MAX_BOXES = 10_000;

    private static final int MAX_FRAMES = 4_096;
    private static final int MAX_TEXT = 1 << 20;

    private final SeekableByteChannel file;

    private C2paDetector(SeekableByteChannel file) {
        this.file = file;
    }

    /**
     * Returns whether a file contains a C2PA manifest.
     *
     * @throws StorageException if it cannot be read
     */
    public static boolean hasManifest(Path path, Format format) {
        try (SeekableByteChannel file = Files.newByteChannel(path)) {
            C2paDetector credentials = new C2paDetector(file);
            return switch (format) {
                case AVIF, HEIC, MP4, JPEG_2000, JPEG_XL -> credentials.inBoxes();
                case WAV, AVI -> credentials.inRiff();
                case MP3, FLAC, AAC -> credentials.inId3();
                case SVG -> credentials.text(0, MAX_TEXT).contains("c2pa:manifest");
                case MATROSKA ->
                    credentials.text(0, MAX_TEXT).contains("application/c2pa")
                            || credentials
                                    .text(file.size() - MAX_TEXT, MAX_TEXT)
                                    .contains("application/c2pa");
                default -> false;
            };
        } catch (IOException e) {
            throw new StorageException("Cannot read the file: " + e.getClass().getSimpleName(), e);
        }
    }

    /** Searches for a {@code uuid} box with C2PA's UUID, or a {@code jumb} box that names C2PA (ISO/IEC 14496-12). */
    private boolean inBoxes() throws IOException {
        long at = 0;
        for (int count = 0; count < MAX_BOXES && at + 8 <= file.size(); count++) {
            ByteBuffer head = bytes(at, 256);
            long size = Integer.toUnsignedLong(head.getInt(0));
            int headBytes = size == 1 ? 16 : 8;
            if (size == 1 && head.limit() >= 16) {
                size = head.getLong(8);
            }
            String type = latin(head, 4, 8);
            if (type.equals("uuid") && latin(head, headBytes, headBytes + 16).equals(new String(BOX_ID, ISO_8859_1))
                    || type.equals("jumb")
                            && latin(head, headBytes, head.limit()).contains("c2pa")) {
                return true;
            }
            if (size < headBytes) {
                return false; // extends to the end of the file, or is corrupt
            }
            at += size;
            if (at < 0) {
                return false;
            }
        }
        return false;
    }

    private boolean inRiff() throws IOException {
        long at = 12;
        for (int count = 0; count < MAX_BOXES && at + 8 <= file.size(); count++) {
            ByteBuffer head = bytes(at, 8).order(ByteOrder.LITTLE_ENDIAN);
            if (latin(head, 0, 4).equals("C2PA")) {
                return true;
            }
            long size = Integer.toUnsignedLong(head.getInt(4));
            at += 8 + size + (size & 1);
        }
        return false;
    }

    /** Searches for a {@code GEOB} frame of the manifest's type: ID3v2, sections 3.1 and 4.15 (version 2.3). */
    private boolean inId3() throws IOException {
        ByteBuffer tag = bytes(0, 10);
        if (tag.limit() < 10 || !latin(tag, 0, 3).equals("ID3")) {
            return false;
        }
        int version = tag.get(3);
        long end = Math.min(file.size(), 10 + syncsafe(tag, 6));
        long at = 10 + ((tag.get(5) & 0x40) == 0 ? 0 : extendedHeader(version));
        for (int count = 0; count < MAX_FRAMES && at + 10 <= end; count++) {
            ByteBuffer frame = bytes(at, 64);
            if (frame.get(0) == 0) {
                return false; // padding
            }
            if (latin(frame, 0, 4).equals("GEOB")) {
                String type = latin(frame, 11, frame.limit());
                if (type.startsWith("application/c2pa\0") || type.startsWith("application/x-c2pa-manifest-store\0")) {
                    return true;
                }
            }
            at += 10 + (version >= 4 ? syncsafe(frame, 4) : Integer.toUnsignedLong(frame.getInt(4)));
        }
        return false;
    }

    private long extendedHeader(int version) throws IOException {
        ByteBuffer size = bytes(10, 4);
        return size.limit() < 4 ? 0 : version >= 4 ? syncsafe(size, 0) : 4 + Integer.toUnsignedLong(size.getInt(0));
    }

    private static long syncsafe(ByteBuffer bytes, int at) {
        long value = 0;
        for (int part = 0; part < 4; part++) {
            value = value << 7 | bytes.get(at + part) & 0x7f;
        }
        return value;
    }

    private String text(long from, int count) throws IOException {
        ByteBuffer bytes = bytes(Math.max(0, from), count);
        return latin(bytes, 0, bytes.limit());
    }

    private static String latin(ByteBuffer bytes, int from, int to) {
        int end = Math.min(to, bytes.limit());
        return from >= end ? "" : new String(bytes.array(), from, end - from, ISO_8859_1);
    }

    /** Returns at most {@code count} bytes from an offset; fewer at the end of the file. */
    private ByteBuffer bytes(long at, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, Math.min(count, file.size() - at)));
        file.position(at);
        while (buffer.hasRemaining() && file.read(buffer) >= 0) {
            // reads until the buffer is full or the file ends
        }
        return buffer.flip();
    }
}
