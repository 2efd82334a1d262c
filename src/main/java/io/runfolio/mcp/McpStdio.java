package io.runfolio.mcp;

import io.runfolio.api.Caller;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stdio transport: one JSON-RPC message in each line, until the input ends.
 *
 * <p>A slow call does not delay others: lines are handled by a few threads, and replies are written whole.
 */
public final class McpStdio {
    private static final Logger LOG = LoggerFactory.getLogger(McpStdio.class);
    private static final int THREADS = 4;
    private static final int MAX_WAITING = 16;
    private static final int MAX_LINE_BYTES = 1 << 20;

    private final MessageTransport transport;
    private final Caller caller;
    private final InputStream in;
    private final OutputStream out;
    private volatile boolean isBroken;

    /** @param caller in whose name the tools act */
    public McpStdio(MessageTransport transport, Caller caller, InputStream in, OutputStream out) {
        this.transport = transport;
        this.caller = caller;
        this.in = new BufferedInputStream(in);
        this.out = out;
    }

    /**
     * Handles messages until the input ends or the output breaks.
     *
     * @param grace time for calls in progress after the input has ended
     */
    public void run(Duration grace) throws IOException, InterruptedException {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING),
                // the reader then handles the line itself, and reads no further
                new ThreadPoolExecutor.CallerRunsPolicy());
        try {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            while (!isBroken) {
                line.reset();
                boolean isEnd = readLine(line);
                byte[] message = line.toByteArray();
                if (message.length > MAX_LINE_BYTES) {
                    write(MessageTransport.refuse("A message must have at most " + MAX_LINE_BYTES + " bytes."));
                } else if (!isBlank(message)) {
                    threads.execute(() -> write(transport.handle(message, caller)));
                }
                if (isEnd) {
                    break;
                }
            }
        } finally {
            threads.shutdown();
            if (!threads.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        }
    }

    /** Reads a line and returns whether the input has ended. Keeps at most one byte more than the limit. */
    private boolean readLine(ByteArrayOutputStream line) throws IOException {
        int letter = in.read();
        while (letter != '\n' && letter != -1) {
            if (line.size() <= MAX_LINE_BYTES) {
                line.write(letter);
            }
            letter = in.read();
        }
        return letter == -1;
    }

    private static boolean isBlank(byte[] line) {
        for (byte letter : line) {
            if (letter > ' ' || letter < 0) {
                return false;
            }
        }
        return true;
    }

    private void write(MessageTransport.Reply reply) {
        if (reply.body().length == 0) {
            return;
        }
        synchronized (out) {
            try {
                out.write(reply.body());
                out.write('\n');
                out.flush();
            } catch (IOException e) {
                LOG.debug("the client closed its input: {}", e.getMessage());
                isBroken = true;
            }
        }
    }
}
