package io.runfolio.media.image;

/** A picture that comes row by row, from the top; samples as in {@link Pixels}. */
interface Rows {
    Size size();

    int channels();

    /** Goes on to the next row, and returns where it begins in {@link #samples}. No more are asked for than there are. */
    int next();

    /** Returns what the row stands in that {@link #next} came to. */
    byte[] samples();
}
