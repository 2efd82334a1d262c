package io.runfolio.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Times of one connection: detects clients that exceed the header, body or response timeout.
 *
 * <p>The time that the server needs for a response does not count. All times are those of {@link System#nanoTime()}.
 * Used on the event loop of the connection only.
 */
final class ConnectionTimeouts {
    /** Timeouts after which a body must have come at the minimum rate. A slower client does not send at all. */
    private static final int MAX_BODY_TIMEOUTS = 4;

    private static final long MIN_BODY_BYTES_PER_SECOND = 16 << 10;

    private static final int CHECKS_PER_TIMEOUT = 4;
    private static final long MIN_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long MAX_CHECK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final long timeoutNanos;
    private long requestStart;
    private long requestBytes;
    private long lastRead;
    private long lastProgress;
    private long progress;
    private long completedWrites;
    private int pendingWrites;

    /** @param timeout for a head, for the next bytes of a body, and for reading more of a response */
    ConnectionTimeouts(Duration timeout) {
        timeoutNanos = Math.max(1, timeout.toNanos());
    }

    /** Returns the time between two checks, in nanoseconds. */
    long checkPeriodNanos() {
        return Math.max(MIN_CHECK_NANOS, Math.min(timeoutNanos / CHECKS_PER_TIMEOUT, MAX_CHECK_NANOS));
    }

    void bytesRead(long now, long bytes) {
        lastRead = now;
        requestBytes += bytes;
    }

    /** Records that the server has not read since the last check, so that the client does not pay for it. */
    void notReading(long now) {
        requestStart += Math.max(0, now - lastRead);
        lastRead = now;
    }

    void requestStarted(long now) {
        requestStart = now;
        requestBytes = 0;
    }

    void requestEnded(long now) {
        lastProgress = now;
    }

    void writeStarted() {
        pendingWrites++;
    }

    void writeEnded() {
        pendingWrites--;
        completedWrites++;
    }

    boolean isIdleTooLong(long now, long idleSince) {
        return (now & Long.MAX_VALUE) - idleSince > timeoutNanos;
    }

    boolean isRequestLate(long now) {
        long earned = requestBytes / MIN_BODY_BYTES_PER_SECOND * TimeUnit.SECONDS.toNanos(1);
        return now - lastRead > timeoutNanos || now - requestStart - earned > MAX_BODY_TIMEOUTS * timeoutNanos;
    }

    /**
     * Returns whether the client has not read any of the response for too long.
     *
     * @param currentWriteProgress bytes of the current write that the system has taken
     */
    boolean isResponseLate(long now, long currentWriteProgress) {
        long reached = completedWrites + currentWriteProgress;
        if (pendingWrites == 0 || reached != progress) {
            progress = reached;
            lastProgress = now;
        }
        return now - lastProgress > timeoutNanos;
    }
}
