package io.runfolio.media.image.colour;

/**
 * Compresses light beyond white into 0..1: the Moebius curve of FFmpeg's {@code tonemap=mobius}.
 *
 * <p>Light up to {@link #KNEE} is unchanged, so colors within the range of sRGB keep their values.
 */
final class HighlightCurve {
    static final double KNEE = 0.8;
    /** Peak of 1,000 nits relative to a white of 203 nits. */
    static final double PEAK = 1_000 / 203.0;

    private static final double A = -KNEE * KNEE * (PEAK - 1) / (KNEE * KNEE - 2 * KNEE + PEAK);
    private static final double B = (KNEE * KNEE - 2 * KNEE * PEAK + PEAK) / (PEAK - 1);
    private static final double SCALE = (B * B + 2 * B * KNEE + KNEE * KNEE) / (B - A);

    private HighlightCurve() {}

    /** Returns the factor for a color by its largest sample. */
    static double factor(double largest) {
        if (largest <= KNEE) {
            return 1;
        }
        return largest >= PEAK ? 1 / largest : SCALE * (largest + A) / (largest + B) / largest;
    }
}
