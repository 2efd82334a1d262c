package io.runfolio.run;

/**
 * The machine, not a file, kept an attempt from its end: a program did not start, was killed from outside, or ended without a word. The attempt has failed and is made again; nothing is
 * recorded of the file.
 */
public class EnvironmentException extends RunfolioException {
    public EnvironmentException(String message, Throwable cause) {
        super(message, cause);
    }
}
