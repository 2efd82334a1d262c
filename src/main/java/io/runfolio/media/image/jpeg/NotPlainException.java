package io.runfolio.media.image.jpeg;

/** The file is of a kind that is not read here, or is damaged. */
final class NotPlainException extends Exception {
    private static final long serialVersionUID = 1L;

    NotPlainException(String reason) {
        super(reason, null, false, false);
    }
}
