package io.runfolio.flow.http;

import io.runfolio.api.ApiException;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds the bytes of requests and answers that are in memory at once, over all connections. Thread-safe. */
final class MemoryBudget {
    /** Part of the heap that the budget is at most, whatever the setting says. */
    private static final int HEAP_PART = 8;

    private final long max;
    private final AtomicLong used = new AtomicLong();

    /**
     * @param max bytes
     */
    MemoryBudget(long max) {
        this.max = max;
    }

    /** Returns a budget that fits the heap and has room for at least one body. */
    static MemoryBudget of(long wanted, long body) {
        return new MemoryBudget(
                Math.max(2 * body, Math.min(wanted, Runtime.getRuntime().maxMemory() / HEAP_PART)));
    }

    /** Takes some bytes; false if they do not fit. What is larger than the whole budget fits when nothing else is taken. */
    boolean take(long bytes) {
        long before = used.getAndAdd(bytes);
        if (before > 0 && before + bytes > max) {
            used.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }

    static ApiException exhausted() {
        return new ApiException(503, "busy", "The server has as much in memory as it may: try again soon.");
    }
}
