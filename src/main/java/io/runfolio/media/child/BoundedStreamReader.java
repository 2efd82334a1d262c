package io.runfolio.media.child;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Reads a child's stream to its end on its own thread and keeps a bounded part: start or end. */
final class BoundedStreamReader {
    private final InputStream stream;
    private final int limit;
    private final boolean tail;
    private final Thread reader;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    private BoundedStreamReader(InputStream stream, int limit, boolean tail) {
        this.stream = stream;
        this.limit = limit;
        this.tail = tail;
        this.reader = new Thread(this::read, "runfolio-child-reader");
        reader.setDaemon(true);
        reader.start();
    }

    static BoundedStreamReader start(InputStream stream, int limit) {
        return new BoundedStreamReader(stream, limit, false);
    }

    static BoundedStreamReader startTail(InputStream stream, int limit) {
        return new BoundedStreamReader(stream, limit, true);
    }

    /**
     * Returns the bytes kept, after waiting at most the given time for the end of the stream.
     *
     * <p>A process that escaped may still hold the stream open.
     */
    byte[] keep(Duration patience) {
        try {
            reader.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (kept) {
            return tail ? end(kept.toByteArray()) : kept.toByteArray();
        }
    }

    /** Closes the stream, which ends the reader even if another process holds the other end open. */
    void close() {
        try {
            stream.close();
        } catch (IOException e) {
            // already closed
        }
    }

    private void read() {
        byte[] buffer = new byte[8192];
        try {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                keep(buffer, count);
            }
        } catch (IOException e) {
            // the stream was closed during the read: no more bytes will come
        }
    }

    private void keep(byte[] buffer, int count) {
        synchronized (kept) {
            if (!tail) {
                kept.write(buffer, 0, Math.min(count, limit - kept.size()));
                return;
            }
            kept.write(buffer, 0, count);
            if (kept.size() > 2L * limit + buffer.length) {
                byte[] end = end(kept.toByteArray());
                kept.reset();
                kept.write(end, 0, end.length);
            }
        }
    }

    private byte[] end(byte[] all) {
        int from = Math.max(0, all.length - limit);
        return java.util.Arrays.copyOfRange(all, from, all.length);
    }
}
