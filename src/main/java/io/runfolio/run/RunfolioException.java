package io.runfolio.run;

/** The root of what Runfolio throws; each cause that a caller may want to tell apart has a class. Messages say what to do. */
public abstract class RunfolioException extends RuntimeException {
    protected RunfolioException(String message, Throwable cause) {
        super(message, cause);
    }

    protected RunfolioException(String message) {
        super(message);
    }
}
