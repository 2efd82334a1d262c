package io.runfolio.fetch;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;

/**
 * Clock of one try, which cancels its request when a time has passed.
 *
 * <p>There is a time for the head of a response and one for the whole try. The time limits of sockets alone start again
 * with every byte.
 */
final class TryClock implements AutoCloseable {
    private final ScheduledExecutorService timer;
    private final Duration headTime;
    private final ScheduledFuture<?> whole;
    private final Consumer<TryClock> ended;
    private Optional<ScheduledFuture<?>> head = Optional.empty();
    private Optional<HttpUriRequestBase> request = Optional.empty();
    private Optional<String> cancelled = Optional.empty();

    /** @param ended called when the clock is closed */
    TryClock(ScheduledExecutorService timer, FetchLimits limits, Consumer<TryClock> ended) {
        this.timer = timer;
        this.ended = ended;
        this.headTime = limits.connectTime().plus(limits.headTime());
        this.whole = timer.schedule(
                () -> cancel("did not send the file within " + limits.maxTime().toSeconds()
                        + " s (runfolio.fetch.max-time)"),
                limits.maxTime().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Starts the time for the head of a response. */
    synchronized void sending(HttpUriRequestBase next) {
        request = Optional.of(next);
        head.ifPresent(task -> task.cancel(false));
        head = Optional.of(timer.schedule(
                () -> cancel("did not answer within " + headTime.toSeconds() + " s"),
                headTime.toMillis(),
                TimeUnit.MILLISECONDS));
        if (cancelled.isPresent()) {
            next.cancel();
        }
    }

    synchronized void headCame() {
        head.ifPresent(task -> task.cancel(false));
    }

    /** Cancels the request, and every later one of this try. */
    synchronized void cancel(String why) {
        if (cancelled.isEmpty()) {
            cancelled = Optional.of(why);
        }
        request.ifPresent(HttpUriRequestBase::cancel);
    }

    /** Cuts off a response that is not read to its end; closing it alone would read the rest. */
    synchronized void cutOff(ClassicHttpResponse response) {
        request.ifPresent(HttpUriRequestBase::cancel);
        FetchClient.closeQuietly(response);
    }

    /** Returns why the request was cancelled, as the end of a sentence; empty if it was not. */
    synchronized Optional<String> cancelReason() {
        return cancelled;
    }

    @Override
    public synchronized void close() {
        ended.accept(this);
        whole.cancel(false);
        head.ifPresent(task -> task.cancel(false));
    }
}
