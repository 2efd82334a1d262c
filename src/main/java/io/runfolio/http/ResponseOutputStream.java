package io.runfolio.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Body of a response as a blocking stream with back-pressure.
 *
 * <p>A write returns when the client has read it, so that at most one block is in memory.
 */
final class ResponseOutputStream extends OutputStream {
    private static final int BLOCK_BYTES = 64 << 10;

    private final HttpServerResponse response;
    private final long timeoutMillis;
    private final byte[] block = new byte[BLOCK_BYTES];
    private int filled;

    /** @param timeout for one block */
    ResponseOutputStream(HttpServerResponse response, Duration timeout) {
        this.response = response;
        this.timeoutMillis = timeout.toMillis();
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            int part = Math.min(left, BLOCK_BYTES - filled);
            System.arraycopy(bytes, from, block, filled, part);
            filled += part;
            from += part;
            left -= part;
            if (filled == BLOCK_BYTES) {
                flush();
            }
        }
    }

    @Override
    public void flush() throws IOException {
        if (filled > 0) {
            Buffer buffer = Buffer.buffer(filled).appendBytes(block, 0, filled);
            filled = 0;
            await(response.write(buffer));
        }
    }

    /** Sends the rest and ends the response; a response that is not finished is recognized as incomplete. */
    void finish() throws IOException {
        flush();
        await(response.end());
    }

    private void await(Future<Void> sent) throws IOException {
        try {
            sent.toCompletionStage().toCompletableFuture().get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("The client closed the connection", e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("The client does not read the response", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The server stops");
        }
    }
}
