package io.runfolio.media.child;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Reads a child's stream to its end on a thread of its own, and keeps a bounded part: its start or its end. */
final class StreamKeeper {
    private final InputStream stream;
    private final int limit;
    private final boolean tail;
    private final Thread reader;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    private StreamKeeper(InputStream stream, int limit, boolean tail) {
        this.stream = stream;
        this.limit = limit;
        this.tail = tail;
        this.reader = new Thread(this::read, "runfolio-child-reader");
        reader.setDaemon(true);
        reader.start();
    }

    static StreamKeeper start(InputStream stream, int limit) {
        return new StreamKeeper(stream, limit, false);
    }

    static StreamKeeper startTail(InputStream stream, int limit) {
        return new StreamKeeper(stream, limit, true);
    }

    /** Returns what was kept, after waiting so long at most for the stream's end: somebody unknown may still hold it open. */
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

    /** Lets go of the stream, which ends its reader even if somebody unknown holds the other end open. */
    void close() {
        try {
            stream.close();
        } catch (IOException e) {
            // it was closed already
        }
    }

    private void read() {
        byte[] buffer = new byte[8192];
        try {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                keep(buffer, count);
            }
        } catch (IOException e) {
            // the stream was closed under the reader: what is kept is all there will be
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
