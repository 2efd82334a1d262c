package io.runfolio.media.image.pixel;

/**
 * Picture in memory: 8 bits per sample, rows from the top, samples interleaved, alpha straight.
 *
 * @param width pixels, at least 1
 * @param height pixels, at least 1
 * @param channels 3 for R, G, B; 4 for R, G, B, A
 * @param samples {@code width * height * channels} bytes, unsigned
 */
public record Pixels(int width, int height, int channels, byte[] samples) {

    /** Returns a picture of zero samples: black, or fully transparent. */
    public static Pixels blank(int width, int height, int channels) {
        return new Pixels(
                width, height, channels, new byte[Math.multiplyExact(Math.multiplyExact(width, height), channels)]);
    }

    public boolean hasAlpha() {
        return channels == 4;
    }

    /** Returns a value as a sample: rounded, and clamped to 0..255. */
    public static byte sample(float value) {
        return (byte) Math.max(0, Math.min(255, (int) (value + 0.5f)));
    }

    /** Returns a picture with samples of its own. */
    public Pixels copy() {
        return new Pixels(width, height, channels, samples.clone());
    }

    /** Returns whether every pixel is opaque. */
    public boolean isOpaque() {
        if (!hasAlpha()) {
            return true;
        }
        for (int at = 3; at < samples.length; at += 4) {
            if (samples[at] != -1) {
                return false;
            }
        }
        return true;
    }

    /** Returns the same picture without its alpha samples; colors stay as they are. */
    public Pixels withoutAlpha() {
        if (!hasAlpha()) {
            return this;
        }
        Pixels plain = blank(width, height, 3);
        for (int from = 0, to = 0; from < samples.length; from += 4, to += 3) {
            plain.samples[to] = samples[from];
            plain.samples[to + 1] = samples[from + 1];
            plain.samples[to + 2] = samples[from + 2];
        }
        return plain;
    }

    /** Returns the picture with premultiplied colors divided by alpha. */
    public Pixels unpremultiplied() {
        byte[] straight = samples.clone();
        for (int at = 0; at < straight.length; at += channels) {
            int opacity = straight[at + 3] & 0xff;
            for (int color = at; color < at + 3 && opacity > 0; color++) {
                straight[color] = (byte) Math.min(255, ((straight[color] & 0xff) * 255 + opacity / 2) / opacity);
            }
        }
        return new Pixels(width, height, channels, straight);
    }

    /** Returns this picture's colors with another picture's alpha. */
    public Pixels withAlphaOf(Pixels other) {
        Pixels both = new Pixels(width, height, 4, other.samples.clone());
        for (int from = 0, to = 0; from < samples.length; from += 3, to += 4) {
            both.samples[to] = samples[from];
            both.samples[to + 1] = samples[from + 1];
            both.samples[to + 2] = samples[from + 2];
        }
        return both;
    }

    /** Returns the picture composited over one color: {@code (c * a + background * (255 - a)) / 255}, rounded. */
    public Pixels over(int background) {
        if (!hasAlpha()) {
            return this;
        }
        Pixels plain = blank(width, height, 3);
        int[] under = {background >> 16 & 0xff, background >> 8 & 0xff, background & 0xff};
        for (int from = 0, to = 0; from < samples.length; from += 4) {
            int alpha = samples[from + 3] & 0xff;
            for (int channel = 0; channel < 3; channel++) {
                int sum = (samples[from + channel] & 0xff) * alpha + under[channel] * (255 - alpha);
                plain.samples[to++] = (byte) ((sum + 127) / 255);
            }
        }
        return plain;
    }
}
