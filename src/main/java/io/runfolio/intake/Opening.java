package io.runfolio.intake;

import io.runfolio.intake.SourceRoots.NotAFileException;
import io.runfolio.run.StorageException;
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
 * Opens a file within a time limit. A pipe that was put into a file's place after the file was looked at holds whoever opens it until somebody opens its other end; Java can neither open without
 * waiting nor end such a wait. So a thread waits that nobody waits for.
 */
final class Opening {
    /** Each place is a thread, held for ever in the worst case. */
    private static final Semaphore PLACES = new Semaphore(64);

    private Opening() {}

    /**
     * Returns what was opened.
     *
     * @throws NotAFileException if that took too long
     * @throws StorageException if too many openings before it have never come to an end
     */
    static <T extends Closeable> T within(Duration limit, Callable<T> open) throws IOException {
        CompletableFuture<T> opened = new CompletableFuture<>();
        if (!PLACES.tryAcquire()) {
            throw new StorageException(
                    "Too many files hang as they are opened: see what stands below the source roots, then start the worker again.",
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
