package io.runfolio.run;

/** Our own disk did not do what it was told. What was under way is not acknowledged and may be tried again. */
public class StorageException extends RunfolioException {
    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
