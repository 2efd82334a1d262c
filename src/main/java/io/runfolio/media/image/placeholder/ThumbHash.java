package io.runfolio.media.image.placeholder;

import io.runfolio.media.image.pixel.AreaAverage;
import io.runfolio.media.image.pixel.Pixels;

/**
 * Encoder of ThumbHash: shape, colors and alpha of a picture in at most 25 bytes.
 *
 * <p>The format is by Evan Wallace, https://evanw.github.io/thumbhash/, whose own implementation has the MIT license.
 * This one is written from the description of the format: luma and two differences of colors, each as the lowest
 * coefficients of a cosine transform with 4 bits. Terms of a flat channel are 0.
 */
public final class ThumbHash {
    /** Longest side that is transformed, in pixels; more changes no coefficient that is kept. */
    private static final int MAX_SIDE = 100;

    private static final int LUMA_TERMS = 7;
    private static final int LUMA_TERMS_WITH_ALPHA = 5;
    private static final int ALPHA_TERMS = 5;
    private static final int MIN_TERMS = 3;
    /** Largest coefficient of a channel that is flat but for rounding errors. */
    private static final double ROUNDING = 1e-9;

    private ThumbHash() {}

    /** Returns the hash of a picture of any size. */
    public static byte[] of(Pixels picture) {
        Pixels small = AreaAverage.reduce(picture, MAX_SIDE);
        return encode(small, ColorPlanes.of(small));
    }

    private static byte[] encode(Pixels picture, ColorPlanes planes) {
        int longest = Math.max(picture.width(), picture.height());
        int terms = planes.isOpaque() ? LUMA_TERMS : LUMA_TERMS_WITH_ALPHA;
        int across = Math.max(1, rounded((double) terms * picture.width() / longest));
        int down = Math.max(1, rounded((double) terms * picture.height() / longest));
        boolean isLandscape = picture.width() > picture.height();
        CosineTransform transform = new CosineTransform(picture.width(), picture.height());
        CosineTransform.Channel luma =
                transform.of(planes.luma(), Math.max(MIN_TERMS, across), Math.max(MIN_TERMS, down));
        CosineTransform.Channel yellowBlue = transform.of(planes.yellowBlue(), MIN_TERMS, MIN_TERMS);
        CosineTransform.Channel redGreen = transform.of(planes.redGreen(), MIN_TERMS, MIN_TERMS);

        HashBits bits = new HashBits();
        bits.put(rounded(63 * luma.mean()), 6);
        bits.put(rounded(31.5 + 31.5 * yellowBlue.mean()), 6);
        bits.put(rounded(31.5 + 31.5 * redGreen.mean()), 6);
        bits.put(luma.scale(5), 5);
        bits.put(planes.isOpaque() ? 0 : 1, 1);
        bits.put(isLandscape ? down : across, 3);
        bits.put(yellowBlue.scale(6), 6);
        bits.put(redGreen.scale(6), 6);
        bits.put(isLandscape ? 1 : 0, 1);
        if (planes.isOpaque()) {
            terms(bits, luma);
            terms(bits, yellowBlue);
            terms(bits, redGreen);
            return bits.bytes();
        }
        CosineTransform.Channel alpha = transform.of(planes.alpha(), ALPHA_TERMS, ALPHA_TERMS);
        bits.put(rounded(15 * alpha.mean()), 4);
        bits.put(alpha.scale(4), 4);
        terms(bits, luma);
        terms(bits, yellowBlue);
        terms(bits, redGreen);
        terms(bits, alpha);
        return bits.bytes();
    }

    private static void terms(HashBits bits, CosineTransform.Channel channel) {
        boolean isFlat = channel.largest() < ROUNDING;
        for (double term : channel.terms()) {
            bits.put(isFlat ? 0 : rounded(15 * (0.5 + 0.5 * term / channel.largest())), 4);
        }
    }

    private static int rounded(double value) {
        return (int) Math.floor(value + 0.5);
    }
}
