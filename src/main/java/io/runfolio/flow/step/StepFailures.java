package io.runfolio.flow.step;

import io.runfolio.files.EnvironmentException;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageException;
import io.runfolio.workflow.step.StepAnswerReader;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.step.StepRequest;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.ExchangeTimedOutException;

/** Maps exceptions of endpoints to failures of steps. */
final class StepFailures {
    /** Code of the failure for an attempt that did not end in time. */
    static final String DEADLINE = "deadline_exceeded";

    private static final int MAX_CAUSES = 20;

    private StepFailures() {}

    /**
     * Returns the exception for the engine.
     *
     * <p>Faults of the machine stay as they are; others become failures of the step.
     *
     * @param key key of the setting with the endpoint
     */
    static RunfolioException of(Throwable failure, StepTransport transport, StepAnswerReader reader, String key) {
        List<Throwable> causes = Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(MAX_CAUSES)
                .toList();
        Optional<RunfolioException> known = causes.stream()
                .filter(StepFailedException.class::isInstance)
                .map(RunfolioException.class::cast)
                .findFirst()
                .or(() -> causes.stream()
                        .flatMap(cause -> transport.failure(cause).stream())
                        .map(RunfolioException.class::cast)
                        .findFirst())
                .or(() -> causes.stream()
                        .filter(StepFailures::isFaultOfMachine)
                        .map(RunfolioException.class::cast)
                        .findFirst());
        return known.orElseGet(() -> unknown(causes, reader, key));
    }

    private static boolean isFaultOfMachine(Throwable failure) {
        return failure instanceof StorageException
                || failure instanceof EnvironmentException
                || failure instanceof InterruptedRunException;
    }

    private static StepFailedException unknown(List<Throwable> causes, StepAnswerReader reader, String key) {
        Throwable root = causes.get(causes.size() - 1);
        boolean timedOut = causes.stream().anyMatch(ExchangeTimedOutException.class::isInstance);
        // the inputs of the step are the same in each attempt
        boolean wrongInput = causes.stream().anyMatch(IllegalArgumentException.class::isInstance);
        String message = root.getMessage() == null ? "" : ": " + root.getMessage();
        return new StepFailedException(
                timedOut ? DEADLINE : "endpoint_failed",
                reader.message("The endpoint of " + key + " failed with "
                        + root.getClass().getSimpleName() + message),
                !wrongInput);
    }

    /**
     * Returns the failure of an attempt that did not end in time.
     *
     * @param detail end of the sentence; the empty text if absent
     */
    static StepFailedException deadline(StepRequest request, String detail) {
        return new StepFailedException(
                DEADLINE,
                "The endpoint did not answer before " + request.deadline().truncatedTo(ChronoUnit.SECONDS)
                        + " (runfolio.workflow.timeout, or timeoutSeconds of the step)" + detail,
                true);
    }
}
