package io.runfolio.run;

/** An event that can never be bundled as it stands: it goes to {@code .failed} and is not tried again. */
public final class RefusedEventException extends RunfolioException {
    private final String code;
    private final String field;

    /**
     * @param code stable lower-case word, such as {@code not_json}
     * @param field path of the field at fault, such as {@code outputs[0].kind}, or the empty string for the document as a whole
     * @param message what is wrong and the way out
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
