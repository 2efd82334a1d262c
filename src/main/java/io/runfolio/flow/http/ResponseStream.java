package io.runfolio.flow.http;

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

/** An answer's body as a stream for a thread that may wait: it goes on when the client has taken what was written, so that no more than one block is in memory. */
final class ResponseStream extends OutputStream {
    private static final int BLOCK = 64 << 10;

    private final HttpServerResponse response;
    private final long patienceMillis;
    private final byte[] block = new byte[BLOCK];
    private int filled;

    /**
     * @param patience how long a client may take for one block
     */
    ResponseStream(HttpServerResponse response, Duration patience) {
        this.response = response;
        this.patienceMillis = patience.toMillis();
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
            int part = Math.min(left, BLOCK - filled);
            System.arraycopy(bytes, from, block, filled, part);
            filled += part;
            from += part;
            left -= part;
            if (filled == BLOCK) {
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

    /** Sends what is left and ends the answer; an answer that is not finished is seen to be cut off. */
    void finish() throws IOException {
        flush();
        await(response.end());
    }

    private void await(Future<Void> sent) throws IOException {
        try {
            sent.toCompletionStage().toCompletableFuture().get(patienceMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("The client went away", e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("The client takes nothing any more", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The server stops");
        }
    }
}
