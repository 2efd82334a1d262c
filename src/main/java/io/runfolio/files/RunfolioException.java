package io.runfolio.files;

/** Root of all exceptions that Runfolio throws, with a subclass per cause. Messages name the remedy. */
public abstract class RunfolioException extends RuntimeException {
    public RunfolioException(String message, Throwable cause) {
        super(message, cause);
    }

    public RunfolioException(String message) {
        super(message);
    }
}
