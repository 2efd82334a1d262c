package io.runfolio.media.image;

import java.util.Optional;

/** From gray with a tone curve of its own to sRGB. */
final class GrayConversion implements ColourConversion {
    private final byte[] tones = new byte[256];

    /** @param lightness whether the curve gives L*, as in a monochrome profile of ICC.1:2022 that is connected by L*a*b*, or light */
    private GrayConversion(double[] curve, boolean lightness) {
        for (int at = 0; at < 256; at++) {
            double light = lightness ? LabConversion.light((100 * curve[at] + 16) / 116) : curve[at];
            tones[at] = SrgbTone.encode((float) light);
        }
    }

    static Optional<ColourConversion> of(IccTags tags) {
        return tags.curve("kTRC").map(curve -> new GrayConversion(curve, tags.isConnectedByLab()));
    }

    /** A picture that is not gray has the wrong profile, and stays as it is. */
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
