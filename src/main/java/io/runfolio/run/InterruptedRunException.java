package io.runfolio.run;

/** The worker was told to stop while a run was under way. It is not a failure: the next start does the run again. */
public final class InterruptedRunException extends RunfolioException {
    public InterruptedRunException(String message, Throwable cause) {
        super(message, cause);
    }
}
