package io.runfolio.media.image.png;

import io.runfolio.media.ByteSource;
import io.runfolio.media.WorkDeadline;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Inflated stream of a picture's IDAT or fdAT chunks, read row by row. */
final class PngDataStream implements AutoCloseable {
    private static final int PIECE_BYTES = 1 << 16;

    private final ByteSource file;
    private final Iterator<PngChunks.Chunk> chunks;
    private final Inflater inflater = new Inflater();
    private long at;
    private long left;

    PngDataStream(ByteSource file, List<PngChunks.Chunk> data) {
        this.file = file;
        this.chunks = data.iterator();
    }

    /** Fills the start of an array; returns false if the stream ends or breaks before that. */
    boolean fill(byte[] row, int length) throws IOException {
        WorkDeadline.check();
        int done = 0;
        try {
            while (done < length) {
                int got = inflater.inflate(row, done, length - done);
                done += got;
                if (got == 0 && (inflater.finished() || inflater.needsDictionary() || !feed())) {
                    return false;
                }
            }
            return true;
        } catch (DataFormatException e) {
            return false;
        }
    }

    /** Returns whether the stream ends where it should with the right checksum. */
    boolean endsWell() throws IOException {
        boolean more = fill(new byte[1], 1);
        return !more && inflater.finished();
    }

    private boolean feed() throws IOException {
        while (left == 0) {
            if (!chunks.hasNext()) {
                return false;
            }
            PngChunks.Chunk next = chunks.next();
            at = next.start();
            left = next.length();
        }
        int length = (int) Math.min(PIECE_BYTES, left);
        inflater.setInput(file.bytes(at, length));
        at += length;
        left -= length;
        return true;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
