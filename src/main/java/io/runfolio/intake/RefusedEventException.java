package io.runfolio.intake;

import io.runfolio.files.RunfolioException;

/** Thrown for an event that can never be bundled; it is moved to {@code .failed} and not retried. */
public final class RefusedEventException extends RunfolioException {
    private final String code;
    private final String field;

    /**
     * @param code stable machine-readable word, such as {@code not_json}
     * @param field path of the invalid field, such as {@code outputs[0].kind}; empty for the document as a whole
     * @param message the problem and what to do
     */
    public RefusedEventException(String code, String field, String message) {
        super(message);
        this.code = code;
        this.field = field;
    }

    public String code() {
        return code;
    }

    public String field() {
        return field;
    }
}
