package io.runfolio.run;

/** A file of a bundle, or the bundle itself, is missing or is not what the contract says. */
public final class UnreadableRecordException extends RunfolioException {
    public UnreadableRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
