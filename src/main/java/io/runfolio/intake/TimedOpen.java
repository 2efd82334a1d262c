package io.runfolio.intake;

import io.runfolio.files.StorageException;
import io.runfolio.intake.SourceRoots.NotAFileException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Opens a file within a time limit. Opening a pipe blocks until its other end is opened, and Java can neither open
 * without blocking nor interrupt it. So the open runs on a daemon thread that can be abandoned.
 */
public final class TimedOpen {
    /** Permits of threads, each of which is blocked for ever in the worst case. */
    private static final Semaphore PLACES = new Semaphore(64);

    private TimedOpen() {}

    /**
     * Opens a file.
     *
     * @throws NotAFileException if the time limit is exceeded
     * @throws StorageException if too many earlier opens are still blocked
     */
    public static <T extends Closeable> T within(Duration limit, Callable<T> open) throws IOException {
        CompletableFuture<T> opened = new CompletableFuture<>();
        if (!PLACES.tryAcquire()) {
            throw new StorageException(
                    "Too many opens of files are blocked: remove pipes and hanging mounts below the source roots, "
                            + "then restart the worker.",
                    null);
        }
        Thread waiter = new Thread(() -> open(open, opened), "runfolio-opening");
        waiter.setDaemon(true);
        waiter.start();
        try {
            return opened.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (opened.cancel(false)) {
                throw new NotAFileException();
            }
            return opened.join();
        } catch (InterruptedException e) {
            if (!opened.cancel(false)) {
                opened.join().close();
            }
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    private static <T extends Closeable> void open(Callable<T> open, CompletableFuture<T> opened) {
        try {
            T late = open.call();
            if (!opened.complete(late)) {
                late.close();
            }
        } catch (Exception | Error e) {
            opened.completeExceptionally(e);
        } finally {
            PLACES.release();
        }
    }

    private static IOException rethrown(Throwable cause) {
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException known ? known : new IOException(cause);
    }
}
