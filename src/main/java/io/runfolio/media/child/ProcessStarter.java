package io.runfolio.media.child;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts all child processes from one thread that lives as long as the JVM.
 *
 * <p>Linux sends the parent-death signal when the <em>thread</em> that forked ends, so a child started from a pooled
 * thread would die with that thread.
 */
final class ProcessStarter {
    private static final ExecutorService FORKER = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "runfolio-forker");
        thread.setDaemon(true);
        return thread;
    });

    private ProcessStarter() {}

    /** Starts a process. An interrupt is deferred, because it could leave a child without an owner. */
    static Process start(ProcessBuilder builder) throws IOException {
        var started = FORKER.submit(builder::start);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return started.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
