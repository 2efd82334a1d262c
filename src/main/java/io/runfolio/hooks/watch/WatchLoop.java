package io.runfolio.hooks.watch;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a server again and again, with back-off while it cannot be reached, until it is stopped. */
public final class WatchLoop {
    private static final Logger LOG = LoggerFactory.getLogger(WatchLoop.class);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(1);
    private static final int MAX_DOUBLINGS = 10;

    private final ComfyWatcher watcher;
    private final boolean newOnly;
    private final Duration interval;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean isReady;
    private long submitted;

    /** @param newOnly whether prompts that ended before the first start are left out */
    public WatchLoop(ComfyWatcher watcher, boolean newOnly, Duration interval) {
        this.watcher = watcher;
        this.newOnly = newOnly;
        this.interval = interval;
    }

    /**
     * Asks once, and returns the number of submitted events.
     *
     * @throws IOException if the server cannot be asked
     */
    public int once() throws IOException {
        if (newOnly && !isReady) {
            watcher.skipOld();
        }
        isReady = true;
        int count = watcher.round();
        submitted += count;
        return count;
    }

    /** Asks until {@link #stop} is called, and returns the number of submitted events. */
    public long run() throws InterruptedException {
        int failures = 0;
        do {
            try {
                once();
                if (failures > 0) {
                    LOG.info("the server answers again");
                }
                failures = 0;
            } catch (IOException e) {
                failures++;
                if (failures == 1) {
                    LOG.warn("the server cannot be asked, trying again: {}", e.getMessage());
                }
            }
        } while (!stopped.await(pause(failures).toMillis(), TimeUnit.MILLISECONDS));
        return submitted;
    }

    private Duration pause(int failures) {
        Duration pause = interval.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
        return pause.compareTo(MAX_PAUSE) > 0 && failures > 0 ? MAX_PAUSE : pause;
    }

    /** Ends {@link #run} after the request in progress. */
    public void stop() {
        stopped.countDown();
    }
}
