package io.runfolio.media.image;

/**
 * How much smaller a decoder may make a picture, where that spares it work or memory.
 *
 * @param factor by how much width and height may be divided: 1, 2, 4 or 8
 * @param least the size to which the kernel may take it while its rows come in
 */
record Reduction(int factor, Size least) {
    /** As it is: no picture is larger. */
    static final Reduction NONE = by(1);

    static Reduction by(int factor) {
        return new Reduction(factor, new Size(Integer.MAX_VALUE, Integer.MAX_VALUE));
    }
}
