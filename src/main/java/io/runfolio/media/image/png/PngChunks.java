package io.runfolio.media.image.png;

import io.runfolio.media.ByteSource;
import io.runfolio.media.image.format.UnusableImageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Lists the chunks of a PNG in file order, without their contents. */
final class PngChunks {
    private static final int SIGNATURE_BYTES = 8;
    private static final int MAX_CHUNKS = 200_000;

    private PngChunks() {}

    /**
     * A chunk.
     *
     * @param type four letters
     * @param start offset of its data
     * @param length length of its data as far as the file holds it
     * @param whole whether the file holds all of it
     */
    record Chunk(String type, long start, long length, boolean whole) {}

    /** Returns the chunks up to IEND, or to the end of the file. */
    static List<Chunk> of(ByteSource file) throws IOException {
        List<Chunk> chunks = new ArrayList<>();
        long at = SIGNATURE_BYTES;
        while (at + 8 < file.size()) {
            if (chunks.size() == MAX_CHUNKS) {
                throw UnusableImageException.tooComplex("The PNG has more than " + MAX_CHUNKS + " chunks");
            }
            long length = file.u32(at);
            boolean whole = at + 12 + length <= file.size();
            Chunk chunk = new Chunk(file.fourcc(at + 4), at + 8, Math.min(length, file.size() - at - 8), whole);
            chunks.add(chunk);
            if (chunk.type().equals("IEND")) {
                break;
            }
            at += 12 + length;
        }
        return chunks;
    }
}
