package io.runfolio.work.redo;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Few threads of the lowest priority with a short queue; they end when they are idle. */
final class BackgroundExecutor implements AutoCloseable {
    private static final int MAX_QUEUED = 64;
    private static final int IDLE_SECONDS = 20;

    private final ThreadPoolExecutor threads;

    BackgroundExecutor(String name, int count) {
        threads = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_QUEUED), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    thread.setPriority(Thread.MIN_PRIORITY);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Starts a task, or queues it.
     *
     * @throws RejectedExecutionException if the queue is full
     */
    void execute(Runnable task) {
        threads.execute(task);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
