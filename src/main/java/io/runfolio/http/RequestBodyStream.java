package io.runfolio.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Body of a request as a blocking stream. The connection is read as fast as the stream is, a few chunks ahead.
 *
 * <p>Created on the event loop of the connection; read by one other thread.
 */
final class RequestBodyStream extends InputStream {
    private static final int MAX_CHUNKS = 8;
    private static final Buffer END = Buffer.buffer();

    private final HttpServerRequest request;
    private final Context context;
    private final BlockingQueue<Buffer> chunks = new LinkedBlockingQueue<>();
    private volatile Throwable failure;
    private volatile boolean isEnded;
    private Buffer current = END;
    private int position;
    private boolean isRead;

    private RequestBodyStream(HttpServerRequest request, Context context) {
        this.request = request;
        this.context = context;
    }

    static RequestBodyStream of(HttpServerRequest request) {
        RequestBodyStream stream = new RequestBodyStream(request, Vertx.currentContext());
        request.pause();
        request.handler(chunk -> {
            if (chunk.length() > 0) {
                stream.chunks.add(chunk);
            }
        });
        request.endHandler(end -> {
            stream.isEnded = true;
            stream.chunks.add(END);
        });
        request.exceptionHandler(stream::fail);
        request.connection().closeHandler(closed -> stream.fail(new IOException("the client closed the connection")));
        request.fetch(MAX_CHUNKS);
        return stream;
    }

    /** Ends the stream after the chunks that have come and wait in the paused request. */
    private void fail(Throwable cause) {
        if (!isEnded && failure == null) {
            failure = cause;
            request.fetch(Long.MAX_VALUE);
            context.runOnContext(delivered -> chunks.add(END));
        }
    }

    /** Returns whether the whole body has come, read or not. */
    boolean isAtEnd() {
        return isEnded;
    }

    /** Drops the rest of the body; called on the event loop. */
    void discard() {
        chunks.clear();
        request.handler(null);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == current.length() && !next()) {
            return -1;
        }
        int count = Math.min(length, current.length() - position);
        current.getBytes(position, position + count, target, offset);
        position += count;
        return count;
    }

    private boolean next() throws IOException {
        try {
            current = isRead ? END : chunks.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while a body was read");
        }
        position = 0;
        if (current != END) {
            context.runOnContext(read -> request.fetch(1));
            return true;
        }
        isRead = true;
        if (failure != null) {
            throw new IOException("the body ended before its last byte", failure);
        }
        return false;
    }
}
