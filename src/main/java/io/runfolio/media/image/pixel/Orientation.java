package io.runfolio.media.image.pixel;

import java.util.Arrays;

/** Transformation that makes a stored picture upright: EXIF 2.32, tag 0x0112. */
public enum Orientation {
    UPRIGHT(1),
    FLIP_HORIZONTAL(2),
    ROTATE_180(3),
    FLIP_VERTICAL(4),
    TRANSPOSE(5),
    ROTATE_90(6),
    TRANSVERSE(7),
    ROTATE_270(8);

    private final int tag;

    Orientation(int tag) {
        this.tag = tag;
    }

    /** Returns the orientation of a tag value; undefined values are upright. */
    public static Orientation of(int tag) {
        return Arrays.stream(values()).filter(one -> one.tag == tag).findFirst().orElse(UPRIGHT);
    }

    public int tag() {
        return tag;
    }

    boolean swapsSides() {
        return tag >= 5;
    }

    /** Returns the displayed size of a stored size. */
    public Size displayed(Size stored) {
        return swapsSides() ? stored.transposed() : stored;
    }

    /** Returns the upright picture. */
    public Pixels apply(Pixels stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        Size size = displayed(new Size(stored.width(), stored.height()));
        Pixels upright = Pixels.blank(size.width(), size.height(), stored.channels());
        int lastX = stored.width() - 1;
        int lastY = stored.height() - 1;
        int to = 0;
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++) {
                int along = swapsSides() ? y : x;
                int down = swapsSides() ? x : y;
                int fromX = mirrorsX() ? lastX - along : along;
                int fromY = mirrorsY() ? lastY - down : down;
                int from = (fromY * stored.width() + fromX) * stored.channels();
                for (int channel = 0; channel < stored.channels(); channel++) {
                    upright.samples()[to++] = stored.samples()[from + channel];
                }
            }
        }
        return upright;
    }

    private boolean mirrorsX() {
        return tag == 2 || tag == 3 || tag == 7 || tag == 8;
    }

    private boolean mirrorsY() {
        return tag == 3 || tag == 4 || tag == 6 || tag == 7;
    }
}
