package io.runfolio.media.image;

import io.runfolio.run.RunfolioException;

/** A decoder that reads the format gave this file up. The message is a plain sentence without paths of this machine. */
public final class UndecodableException extends RunfolioException {
    private final String code;
    private final String words;

    /**
     * @param code stable lower-case word, such as {@code corrupt} or {@code timed_out}
     * @param message what went wrong
     */
    public UndecodableException(String code, String message) {
        this(code, message, "");
    }

    /**
     * @param code stable lower-case word, such as {@code corrupt} or {@code timed_out}
     * @param message what went wrong
     * @param words what the decoder itself said, for the run's logs; may be empty
     */
    public UndecodableException(String code, String message, String words) {
        super(message);
        this.code = code;
        this.words = words;
    }

    /** Returns what the decoder itself said; may be empty. */
    public String words() {
        return words;
    }

    /** Returns the word that becomes the asset's code. */
    public String code() {
        return code;
    }
}
