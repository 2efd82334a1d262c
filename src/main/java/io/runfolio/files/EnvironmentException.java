package io.runfolio.files;

/**
 * Thrown if the machine, not a file, made an attempt fail. Causes are a program that did not start, was killed, or
 * ended without output. The attempt is repeated; nothing is recorded about the file.
 */
public class EnvironmentException extends RunfolioException {
    public EnvironmentException(String message, Throwable cause) {
        super(message, cause);
    }
}
