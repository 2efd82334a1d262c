package io.runfolio.flow.step;

import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.RunfolioException;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepEndpoint;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.step.StepRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;

/**
 * Endpoint of a kind behind its route. Each attempt is an exchange on a thread of its own, so that it ends at the
 * deadline or by an interrupt whatever the endpoint does.
 */
final class RoutedStepEndpoint implements StepEndpoint {
    /** Time for an endpoint to end after it was cancelled, such as for the end of a child process. */
    private static final Duration CANCEL_TIME = Duration.ofSeconds(5);

    private final StepRoute route;
    private final StepEndpoint later;
    private final StepThreads threads;
    private final StepMeter meter;
    private final Clock clock;

    /** @param later collects and cancels results that arrive later */
    RoutedStepEndpoint(StepRoute route, StepEndpoint later, StepThreads threads, StepMeter meter, Clock clock) {
        this.route = route;
        this.later = later;
        this.threads = threads;
        this.meter = meter;
        this.clock = clock;
    }

    @Override
    public StepAnswer execute(StepRequest request) {
        long began = System.nanoTime();
        String outcome = StepMeter.FAILED;
        try {
            StepAnswer answer = call(request);
            outcome = answer.isLater() ? StepMeter.WAITING : StepMeter.COMPLETED;
            return answer;
        } catch (InterruptedRunException e) {
            outcome = StepMeter.INTERRUPTED;
            throw e;
        } finally {
            meter.ended(request.kind(), outcome, Duration.ofNanos(System.nanoTime() - began));
        }
    }

    private StepAnswer call(StepRequest request) {
        Duration left = Duration.between(clock.instant(), request.deadline());
        if (left.isNegative() || left.isZero()) {
            throw StepFailures.deadline(request, "");
        }
        Exchange exchange = route.exchange(request);
        StepCall<Exchange> call = new StepCall<>(() -> route.send(exchange));
        try {
            threads.start(call);
            return answer(call.await(left.plus(route.transport().grace())));
        } catch (RejectedExecutionException e) {
            throw new StepFailedException(
                    "endpoint_busy",
                    "No thread is free for the endpoint of " + route.key() + ", as earlier calls do not end: correct"
                            + " the endpoint, and restart the worker.",
                    true);
        } catch (TimeoutException e) {
            call.cancel();
            call.awaitEnd(CANCEL_TIME);
            throw StepFailures.deadline(request, "");
        } catch (InterruptedException e) {
            call.cancel();
            call.awaitEnd(CANCEL_TIME);
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("Stopped while the endpoint of " + route.key() + " was at work", e);
        } catch (ExecutionException e) {
            throw route.failure(e.getCause());
        }
    }

    private StepAnswer answer(Exchange ended) {
        Exception failure = ended.getException();
        if (failure == null) {
            return ended.getProperty(StepProperties.ANSWER, StepAnswer.class);
        }
        RunfolioException known = route.failure(failure);
        // the thread of the endpoint was interrupted by the endpoint itself
        throw known instanceof InterruptedRunException
                ? new StepFailedException("endpoint_failed", known.getMessage(), true)
                : known;
    }

    @Override
    public Optional<StepAnswer> collect(StepRequest request, String ticket) {
        return later.collect(request, ticket);
    }

    @Override
    public void cancel(StepRequest request, String ticket) {
        later.cancel(request, ticket);
    }
}
