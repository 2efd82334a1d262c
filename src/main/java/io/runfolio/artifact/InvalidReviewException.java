package io.runfolio.artifact;

/** A change in review that makes no sense, whatever the artifact. Code: {@code review_invalid}. */
public final class InvalidReviewException extends ReviewException {
    private final String field;

    public InvalidReviewException(String field, String form) {
        super("review_invalid", field + " must be " + form + ".");
        this.field = field;
    }

    /** Returns what is wrong, such as {@code rank}. */
    public String field() {
        return field;
    }
}
