package io.runfolio.mcp;

import io.runfolio.api.ApiException;
import io.runfolio.api.Caller;
import io.runfolio.api.Scope;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.settings.McpSettings;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs calls of agents with limits for scope, rate, concurrency and time.
 *
 * <p>A call that reads and exceeds its time is interrupted. It keeps its thread until it ends, so the number of threads
 * is bounded. Threads end when idle.
 */
final class ToolRunner {
    private static final int THREADS = 4;
    private static final int MAX_WAITING = 8;
    private static final int IDLE_SECONDS = 30;

    private final McpSettings settings;
    private final CallRate rate;
    private final Runnable beforeCall;
    private final AtomicInteger started = new AtomicInteger();
    private final ThreadPoolExecutor threads;

    /** @param beforeCall updates what the calls read */
    ToolRunner(McpSettings settings, Runnable beforeCall) {
        this.settings = settings;
        this.rate = new CallRate(settings.callsPerMinute(), System::nanoTime);
        this.beforeCall = beforeCall;
        threads = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), this::thread);
        threads.allowCoreThreadTimeOut(true);
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "runfolio-mcp-" + started.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Returns the result of a call.
     *
     * @throws ApiException 403, 429, 503 or 504 if a limit is exceeded
     */
    <T> T run(Scope scope, Caller caller, Callable<T> call) throws Exception {
        if (!caller.may(scope)) {
            throw new ApiException(
                    403, "scope_missing", "The token " + caller.name() + " lacks the scope " + scope.word() + ".");
        }
        long wait = rate.take(caller.name());
        if (wait > 0) {
            throw new ApiException(
                    429,
                    "too_many_calls",
                    "More than " + settings.callsPerMinute() + " calls in a minute: wait " + wait
                            + " s, or raise runfolio.mcp.calls-per-minute.");
        }
        // an interrupt in the middle of a write would tear its line
        boolean isInterruptible = scope == Scope.READ;
        Future<T> result = submit(() -> {
            beforeCall.run();
            return call.call();
        });
        return await(result, isInterruptible);
    }

    private <T> Future<T> submit(Callable<T> call) {
        try {
            return threads.submit(call);
        } catch (RejectedExecutionException e) {
            throw new ApiException(503, "busy", "Too many calls are waiting: try again in a few seconds.");
        }
    }

    private <T> T await(Future<T> result, boolean isInterruptible) throws Exception {
        try {
            return result.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            result.cancel(isInterruptible);
            throw new ApiException(
                    504,
                    "timeout",
                    "The call took longer than runfolio.mcp.timeout ("
                            + settings.timeout().toSeconds() + " s): ask for less, or try again later.");
        } catch (InterruptedException e) {
            result.cancel(isInterruptible);
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("The call was not answered: the server is stopping.", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
