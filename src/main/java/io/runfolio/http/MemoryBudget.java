package io.runfolio.http;

import io.runfolio.api.ApiException;
import java.util.concurrent.atomic.AtomicLong;

/** Limits the bytes of requests and responses in memory, over all connections. Thread-safe. */
final class MemoryBudget {
    /** The budget is at most this part of the heap: an eighth. */
    private static final int HEAP_DIVISOR = 8;

    private final long max;
    private final AtomicLong used = new AtomicLong();

    /** @param max maximum number of bytes */
    MemoryBudget(long max) {
        this.max = max;
    }

    /** Returns a budget that fits the heap and at least one body. */
    static MemoryBudget of(long wanted, long body) {
        return new MemoryBudget(
                Math.max(2 * body, Math.min(wanted, Runtime.getRuntime().maxMemory() / HEAP_DIVISOR)));
    }

    /**
     * Reserves bytes; returns false if they do not fit. A request larger than the budget fits if nothing is reserved.
     */
    boolean tryReserve(long bytes) {
        long before = used.getAndAdd(bytes);
        if (before > 0 && before + bytes > max) {
            used.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void release(long bytes) {
        used.addAndGet(-bytes);
    }

    static ApiException exhausted() {
        return new ApiException(503, "busy", "The memory for requests and responses is exhausted: try again soon.");
    }
}
