package io.runfolio.media.image.foreign;

import io.runfolio.files.RunfolioException;

/** A decoder knows the format and gave up on the file. The message has no paths of this machine. */
public final class UndecodableException extends RunfolioException {
    private final String code;
    private final String words;

    /**
     * Creates a failure without output of the decoder.
     *
     * @param code stable lower-case word, such as {@code corrupt} or {@code timed_out}
     * @param message what went wrong
     */
    public UndecodableException(String code, String message) {
        this(code, message, "");
    }

    /**
     * Creates a failure.
     *
     * @param code stable lower-case word, such as {@code corrupt} or {@code timed_out}
     * @param message what went wrong
     * @param output output of the decoder, for the run's logs; may be empty
     */
    public UndecodableException(String code, String message, String words) {
        super(message);
        this.code = code;
        this.words = words;
    }

    /** Returns the output of the decoder; may be empty. */
    public String words() {
        return words;
    }

    /** Returns the asset's failure code. */
    public String code() {
        return code;
    }
}
