package io.runfolio.media.image.webp;

import io.runfolio.media.ByteSource;
import io.runfolio.media.image.format.UnusableImageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Lists the chunks of a WebP container: RFC 9649. */
final class WebpChunks {
    private static final int MAX_CHUNKS = 200_000;

    private static final int FILE_HEADER_BYTES = 12;

    private WebpChunks() {}

    /**
     * A chunk of a file.
     *
     * @param type four letters
     * @param start offset of its data
     * @param length of its data as far as the file or its parent holds it
     * @param whole whether all of its data is there
     */
    record Chunk(String type, long start, long length, boolean whole) {}

    /** Returns the chunks of a file, those behind the RIFF chunk's end included. */
    static List<Chunk> ofFile(ByteSource file) throws IOException {
        return between(file, FILE_HEADER_BYTES, file.size());
    }

    /** Returns the chunks between two offsets. */
    static List<Chunk> between(ByteSource file, long from, long to) throws IOException {
        List<Chunk> chunks = new ArrayList<>();
        long end = Math.min(to, file.size());
        for (long at = from; at + 8 <= end; ) {
            if (chunks.size() == MAX_CHUNKS) {
                throw UnusableImageException.tooComplex("The WebP has more than " + MAX_CHUNKS + " chunks");
            }
            long length = file.u32le(at + 4);
            long held = end - at - 8;
            chunks.add(new Chunk(file.fourcc(at), at + 8, Math.min(length, held), length <= held));
            at += 8 + length + (length & 1);
        }
        return chunks;
    }
}
