package io.runfolio.media.image;

/** Chooses the still that stands for an animation: the first frame with something on it, else the one with most, where a flat color goes before white, and that before black. */
final class Representative {
    /** Standard deviation of luma, in steps of 255, from which a frame shows something. */
    private static final double SHOWS_SOMETHING = 8;

    /** Difference below which two measures are equal but for rounding. */
    private static final double ROUNDING = 0.01;

    private static final double DARK = 32;
    private static final double WHITE = 250;
    /** Weight of the color of a flat frame beside contrast. */
    private static final double COLOR = 4;

    private Pixels best;
    private double most = -1;
    private boolean found;

    /** Takes a frame into account; it is not changed and may be kept. */
    void offer(Pixels frame) {
        if (found) {
            return;
        }
        double interest = interest(frame);
        if (interest > most + ROUNDING) {
            most = interest;
            best = frame == best
                    ? best
                    : new Pixels(
                            frame.width(),
                            frame.height(),
                            frame.channels(),
                            frame.samples().clone());
        }
    }

    Pixels pixels() {
        return best;
    }

    /** Returns the standard deviation of luma and what the frame's color counts; what is transparent counts as white. */
    private double interest(Pixels frame) {
        byte[] samples = frame.samples();
        double sum = 0;
        double squares = 0;
        int step = frame.channels();
        for (int at = 0; at < samples.length; at += step) {
            double luma =
                    0.299 * (samples[at] & 0xff) + 0.587 * (samples[at + 1] & 0xff) + 0.114 * (samples[at + 2] & 0xff);
            if (step == 4) {
                double alpha = (samples[at + 3] & 0xff) / 255.0;
                luma = luma * alpha + 255 * (1 - alpha);
            }
            sum += luma;
            squares += luma * luma;
        }
        double count = samples.length / (double) step;
        double mean = sum / count;
        double spread = Math.sqrt(Math.max(0, squares / count - mean * mean));
        found = spread >= SHOWS_SOMETHING;
        return found ? Double.MAX_VALUE : spread + (mean < DARK ? 0 : mean > WHITE ? COLOR / 2 : COLOR);
    }
}
