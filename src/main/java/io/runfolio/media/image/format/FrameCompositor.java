package io.runfolio.media.image.format;

import io.runfolio.media.image.format.AnimationFrame.Disposal;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.media.image.pixel.Size;

/** Composites the frames of an animation on a canvas. */
public final class FrameCompositor {
    private final Pixels pixels;
    private AnimationFrame last;
    private byte[] saved = new byte[0];

    public FrameCompositor(Size size) {
        this.pixels = Pixels.blank(size.width(), size.height(), 4);
    }

    /** Returns the canvas after a frame; it changes with the next one. */
    public Pixels show(AnimationFrame frame) {
        dispose();
        if (frame.disposal() == Disposal.RESTORE) {
            saved = pixels.samples().clone();
        }
        draw(frame);
        last = frame;
        return pixels;
    }

    private void dispose() {
        if (last == null || last.disposal() == Disposal.KEEP) {
            return;
        }
        if (last.disposal() == Disposal.RESTORE) {
            System.arraycopy(saved, 0, pixels.samples(), 0, saved.length);
            return;
        }
        int right = Math.min(pixels.width(), last.x() + last.pixels().width());
        int bottom = Math.min(pixels.height(), last.y() + last.pixels().height());
        for (int y = last.y(); y < bottom; y++) {
            for (int at = 4 * (y * pixels.width() + last.x()); at < 4 * (y * pixels.width() + right); at++) {
                pixels.samples()[at] = 0;
            }
        }
    }

    private void draw(AnimationFrame frame) {
        Pixels from = frame.pixels();
        int width = Math.min(from.width(), pixels.width() - frame.x());
        int height = Math.min(from.height(), pixels.height() - frame.y());
        for (int y = 0; y < height; y++) {
            int source = y * from.width() * from.channels();
            int target = 4 * ((frame.y() + y) * pixels.width() + frame.x());
            for (int x = 0; x < width; x++, source += from.channels(), target += 4) {
                int alpha = from.hasAlpha() ? from.samples()[source + 3] & 0xff : 255;
                if (!frame.blend() || alpha == 255) {
                    System.arraycopy(from.samples(), source, pixels.samples(), target, 3);
                    pixels.samples()[target + 3] = (byte) alpha;
                } else if (alpha > 0) {
                    over(from.samples(), source, alpha, target);
                }
            }
        }
    }

    /** Composites a pixel with straight alpha: Porter and Duff, "Compositing Digital Images", 1984. */
    private void over(byte[] from, int source, int alpha, int target) {
        byte[] to = pixels.samples();
        int under = (to[target + 3] & 0xff) * (255 - alpha);
        int total = 255 * alpha + under;
        for (int channel = 0; channel < 3; channel++) {
            int sum = (from[source + channel] & 0xff) * 255 * alpha + (to[target + channel] & 0xff) * under;
            to[target + channel] = (byte) ((sum + total / 2) / total);
        }
        to[target + 3] = (byte) ((total + 127) / 255);
    }
}
