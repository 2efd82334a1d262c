package io.runfolio.files;

/** The worker was stopped during a run. It is not a failure: the next start processes the run again. */
public final class InterruptedRunException extends RunfolioException {
    public InterruptedRunException(String message, Throwable cause) {
        super(message, cause);
    }
}
