package io.runfolio.media.image;

/** Chooses the still that stands for an animation: the first frame with something on it, else the one with most. */
final class Representative {
    /** Standard deviation of luma, in steps of 255, from which a frame shows something. */
    private static final double SHOWS_SOMETHING = 8;

    private Pixels best;
    private double most = -1;

    /** Takes a frame into account; it is not changed and may be kept. */
    void offer(Pixels frame) {
        if (most >= SHOWS_SOMETHING) {
            return;
        }
        double spread = spread(frame);
        if (spread > most) {
            most = spread;
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

    /** Returns the standard deviation of luma; what is transparent counts as white. */
    private static double spread(Pixels frame) {
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
        return Math.sqrt(Math.max(0, squares / count - sum / count * (sum / count)));
    }
}
