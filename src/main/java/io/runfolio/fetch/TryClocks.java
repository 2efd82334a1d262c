package io.runfolio.fetch;

import java.io.Closeable;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Clocks of all tries of one client, which can be stopped together. Thread-safe. */
final class TryClocks implements Closeable {
    private static final String STOPPED = "the worker was stopped";

    private final FetchLimits limits;
    private final ScheduledThreadPoolExecutor timer;
    private final Set<TryClock> inProgress = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    /** @param threadName name of the thread that cancels requests */
    TryClocks(String threadName, FetchLimits limits) {
        this.limits = limits;
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, threadName);
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Starts the clock of a try; after a stop, one that cancels the try's first request. */
    TryClock start() {
        TryClock clock = new TryClock(timer, limits, inProgress::remove);
        inProgress.add(clock);
        // after the registration, so that a stop at the same time sees the clock or is seen here
        if (stopped) {
            clock.cancel(STOPPED);
        }
        return clock;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Cancels all tries in progress, and every later one at its start. */
    void stop() {
        stopped = true;
        inProgress.forEach(clock -> clock.cancel(STOPPED));
    }

    @Override
    public void close() {
        stop();
        timer.shutdownNow();
    }
}
