package io.runfolio.media.image.jpeg;

/** The reduced decoder does not read this kind of file, or the file is damaged. */
final class UnsupportedJpegException extends Exception {
    private static final long serialVersionUID = 1L;

    UnsupportedJpegException(String reason) {
        super(reason, null, false, false);
    }
}
