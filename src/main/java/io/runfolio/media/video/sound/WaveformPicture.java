package io.runfolio.media.video.sound;

import io.runfolio.media.image.pixel.Pixels;

/** Draws peaks as bars on transparency, in a color that is seen on light and dark ground. */
public final class WaveformPicture {
    private static final int RED = 0x6b;
    private static final int GREEN = 0x78;
    private static final int BLUE = 0xc9;
    private static final int BARS = 64;
    /** Share of the height that the loudest bar has. */
    private static final double FULL = 0.7;

    private WaveformPicture() {}

    /**
     * Returns a square picture.
     *
     * @param side in pixels, at least 1
     */
    public static Pixels draw(Peaks peaks, int side) {
        Pixels picture = Pixels.blank(side, side, 4);
        int bars = Math.max(1, Math.min(BARS, Math.min(peaks.pairs(), side / 3)));
        int loudest = Math.max(1, peaks.loudest(0, peaks.pairs()));
        for (int bar = 0; bar < bars; bar++) {
            int from = (int) ((long) bar * peaks.pairs() / bars);
            int to = Math.max(from + 1, (int) ((long) (bar + 1) * peaks.pairs() / bars));
            double share = (double) peaks.loudest(from, to) / loudest;
            int left = bar * side / bars;
            int width = Math.max(1, side / bars * 2 / 3);
            int height = Math.max(2, (int) (share * FULL * side));
            fill(picture, left, Math.min(side, left + width), height);
        }
        return picture;
    }

    private static void fill(Pixels picture, int left, int right, int height) {
        int side = picture.height();
        int top = Math.max(0, (side - height) / 2);
        for (int y = top; y < Math.min(side, top + height); y++) {
            for (int x = left, at = 4 * (y * side + left); x < right; x++, at += 4) {
                picture.samples()[at] = (byte) RED;
                picture.samples()[at + 1] = (byte) GREEN;
                picture.samples()[at + 2] = (byte) BLUE;
                picture.samples()[at + 3] = (byte) 255;
            }
        }
    }
}
