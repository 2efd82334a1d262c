package io.runfolio.media.image;

import io.runfolio.run.RunfolioException;

/** A decoder that reads the format gave this file up. The message is a plain sentence without paths of this machine. */
public final class UndecodableException extends RunfolioException {
    private final String code;

    /**
     * @param code stable lower-case word, such as {@code corrupt} or {@code timed_out}
     * @param message what went wrong
     */
    public UndecodableException(String code, String message) {
        super(message);
        this.code = code;
    }

    /** Returns the word that becomes the asset's code. */
    public String code() {
        return code;
    }
}
