package io.runfolio.media.image.colour;

import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/** Transfer characteristics of ISO/IEC 23091-2, table 3: samples from 0 to 1 to linear light. */
final class ToneCurves {
    static final int SRGB = 13;
    static final int PQ = 16;
    static final int HLG = 18;
    /** Luminance of white in nits, which becomes the white of sRGB: ITU-R BT.2408, section 2.1. */
    private static final double WHITE_NITS = 203;

    private static final double PQ_NITS = 10_000;
    /** Peak luminance of the reference HLG display, in nits. */
    private static final double HLG_NITS = 1_000;

    private static final double HLG_A = 0.17883277;
    private static final double HLG_B = 1 - 4 * HLG_A;
    private static final double HLG_C = 0.5 - HLG_A * Math.log(4 * HLG_A);

    private ToneCurves() {}

    /**
     * Returns the curve of a code; empty if the code is unknown.
     *
     * <p>PQ is relative to a white of 203 nits; HLG is without its system gamma.
     */
    static Optional<DoubleUnaryOperator> of(int transfer) {
        return switch (transfer) {
            // displays and browsers treat the television curves as that of sRGB
            case 1, 2, 6, 7, 11, 12, SRGB, 14, 15 -> Optional.of(ToneCurves::srgb);
            case 4 -> Optional.of(x -> Math.pow(x, 2.2));
            case 5 -> Optional.of(x -> Math.pow(x, 2.8));
            case 8 -> Optional.of(x -> x);
            case PQ -> Optional.of(ToneCurves::pq);
            case 17 -> Optional.of(x -> Math.pow(x, 2.6) * 52.37 / 48);
            case HLG -> Optional.of(ToneCurves::hlg);
            default -> Optional.empty();
        };
    }

    /** Returns linear light of an sRGB sample: IEC 61966-2-1. */
    static double srgb(double x) {
        return x <= 0.04045 ? x / 12.92 : Math.pow((x + 0.055) / 1.055, 2.4);
    }

    /** Returns light of a PQ sample: ITU-R BT.2100, table 4. */
    private static double pq(double x) {
        double power = Math.pow(x, 1 / 78.84375);
        double light = Math.max(0, power - 0.8359375) / (18.8515625 - 18.6875 * power);
        return Math.pow(light, 1 / 0.1593017578125) * PQ_NITS / WHITE_NITS;
    }

    /** Returns scene light of an HLG sample, 0 to 1: ITU-R BT.2100, table 5. */
    private static double hlg(double x) {
        return x <= 0.5 ? x * x / 3 : (Math.exp((x - HLG_C) / HLG_A) + HLG_B) / 12;
    }

    /** Returns the HLG system factor from scene light to display light, relative to a white of 203 nits. */
    static double hlgSystem(double luminance) {
        return luminance <= 0 ? 0 : Math.pow(luminance, 0.2) * HLG_NITS / WHITE_NITS;
    }
}
