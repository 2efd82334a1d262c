package io.runfolio.media.image.colour;

import io.runfolio.media.image.pixel.Pixels;
import java.util.Optional;

/** Converts gray with a tone curve of its own to sRGB. */
final class GrayConversion implements ColorConversion {
    private final byte[] tones = new byte[256];

    /**
     * Creates a conversion.
     *
     * @param lightness whether the curve gives L*, as in a monochrome profile connected by L*a*b*: ICC.1:2022
     */
    private GrayConversion(double[] curve, boolean lightness) {
        for (int at = 0; at < 256; at++) {
            double light = lightness ? LabToSrgb.light((100 * curve[at] + 16) / 116) : curve[at];
            tones[at] = SrgbEncoding.encode((float) light);
        }
    }

    static Optional<ColorConversion> of(IccProfile tags) {
        return tags.curve("kTRC").map(curve -> new GrayConversion(curve, tags.isConnectedByLab()));
    }

    /** Converts a gray picture; one that is not gray has the wrong profile and is returned unchanged. */
    @Override
    public Pixels apply(Pixels pixels) {
        byte[] in = pixels.samples();
        byte[] out = in.clone();
        for (int at = 0; at + 2 < in.length; at += pixels.channels()) {
            if (in[at] != in[at + 1] || in[at] != in[at + 2]) {
                return pixels;
            }
            byte tone = tones[in[at] & 0xff];
            out[at] = tone;
            out[at + 1] = tone;
            out[at + 2] = tone;
        }
        return new Pixels(pixels.width(), pixels.height(), pixels.channels(), out);
    }
}
