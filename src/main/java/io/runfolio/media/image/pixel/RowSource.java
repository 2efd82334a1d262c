package io.runfolio.media.image.pixel;

/** Picture that is read row by row from the top, with samples as in {@link Pixels}. */
public interface RowSource {
    Size size();

    int channels();

    /**
     * Advances to the next row.
     *
     * @return where the row begins in {@link #samples}; never called for more rows than there are
     */
    int next();

    /** Returns the array that holds the current row. */
    byte[] samples();
}
