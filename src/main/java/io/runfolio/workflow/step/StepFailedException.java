package io.runfolio.workflow.step;

import io.runfolio.files.RunfolioException;
import java.time.Duration;
import java.util.Optional;

/** A step failed, at its endpoint or in a check of its answer. */
public final class StepFailedException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final boolean retryable;
    private final transient Duration delay;

    /**
     * @param code code in snake case, such as {@code endpoint_failed}
     * @param message reason and cure, without secrets
     * @param retryable whether another attempt may succeed
     */
    public StepFailedException(String code, String message, boolean retryable) {
        this(code, message, retryable, null);
    }

    /** @param delay pause that the endpoint asks for before the next attempt; null if none */
    public StepFailedException(String code, String message, boolean retryable, Duration delay) {
        super(message);
        this.code = code;
        this.retryable = retryable;
        this.delay = delay;
    }

    public String code() {
        return code;
    }

    public boolean isRetryable() {
        return retryable;
    }

    public Optional<Duration> delay() {
        return Optional.ofNullable(delay);
    }
}
