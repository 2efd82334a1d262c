package io.runfolio.media.image.colour;

/** Tone curve of sRGB from linear light to 8 bits: IEC 61966-2-1. */
final class SrgbEncoding {
    private static final int STEPS = 1 << 14;
    private static final byte[] ENCODED = new byte[STEPS + 1];

    static {
        for (int at = 0; at <= STEPS; at++) {
            double linear = (double) at / STEPS;
            double toned = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
            ENCODED[at] = (byte) Math.round(255 * toned);
        }
    }

    private SrgbEncoding() {}

    /** Returns the sample of linear light, clamped to 0..1. */
    public static byte encode(float linear) {
        return ENCODED[(int) (Math.max(0f, Math.min(1f, linear)) * STEPS + 0.5f)];
    }
}
