package io.runfolio.media.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Takes WebP containers apart and builds them: RFC 9649. */
final class WebpChunks {
    /** Limit on the chunks of one list that are walked. */
    static final int MAX_CHUNKS = 200_000;

    private WebpChunks() {}

    /**
     * A chunk of a file.
     *
     * @param type four letters
     * @param start offset of its data
     * @param length of its data as far as the file holds it
     */
    record Chunk(String type, long start, long length) {}

    /** Returns the chunks between two offsets. */
    static List<Chunk> of(ByteSource file, long from, long to) throws IOException {
        List<Chunk> chunks = new ArrayList<>();
        long end = Math.min(to, file.size());
        for (long at = from; at + 8 <= end; ) {
            if (chunks.size() == MAX_CHUNKS) {
                throw UnusableImageException.tooComplex("The WebP has more than " + MAX_CHUNKS + " chunks");
            }
            long length = file.u32le(at + 4);
            chunks.add(new Chunk(file.fourcc(at), at + 8, Math.min(length, end - at - 8)));
            at += 8 + length + (length & 1);
        }
        return chunks;
    }

    /** Returns the contents of a VP8X chunk. */
    static byte[] extended(int flags, Size canvas) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        little(out, flags, 4);
        little(out, canvas.width() - 1, 3);
        little(out, canvas.height() - 1, 3);
        return out.toByteArray();
    }

    static void append(ByteArrayOutputStream out, String type, byte[] data) {
        out.writeBytes(type.getBytes(ISO_8859_1));
        little(out, data.length, 4);
        out.writeBytes(data);
        if ((data.length & 1) == 1) {
            out.write(0);
        }
    }

    static void little(ByteArrayOutputStream out, int value, int bytes) {
        for (int shift = 0; shift < 8 * bytes; shift += 8) {
            out.write(value >> shift);
        }
    }

    /** Returns a whole file of these chunks. */
    static byte[] file(byte[] chunks) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(chunks.length + 12);
        out.writeBytes("RIFF".getBytes(ISO_8859_1));
        little(out, chunks.length + 4, 4);
        out.writeBytes("WEBP".getBytes(ISO_8859_1));
        out.writeBytes(chunks);
        return out.toByteArray();
    }
}
