package io.runfolio.media.image;

import io.runfolio.media.image.encode.AnimatedWebpWriter;
import io.runfolio.media.image.encode.OutputFormat;
import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.media.image.pixel.Size;

/** Builds an animated WebP frame by frame and chooses the still that represents it. */
final class AnimationBuilder {
    private final DerivativeWriter writer;
    private final DerivativePlan plan;
    private final boolean animated;
    private final RepresentativeFrame still = new RepresentativeFrame();
    private AnimatedWebpWriter file;
    private Size size;
    private int frames;
    private int loops;
    private long millis;

    /** @param animated whether a file is built; if not, frames are only counted and the still is chosen */
    AnimationBuilder(DerivativeWriter writer, DerivativePlan plan, boolean animated) {
        this.writer = writer;
        this.plan = plan;
        this.animated = animated;
    }

    /** Adds a whole frame, upright and in sRGB. */
    void add(Pixels frame, int shownMillis) {
        if (frames == 0) {
            size = new Size(frame.width(), frame.height());
            file = new AnimatedWebpWriter(size);
        }
        if (animated) {
            int quality = plan.specs().web().quality();
            file.add(writer.encoded(frame, OutputFormat.WEBP, quality), shownMillis);
        }
        still.offer(frame);
        frames++;
        millis += shownMillis;
    }

    /** Sets how often the animation is shown; 0 for endless. */
    void loops(int count) {
        loops = count;
    }

    /**
     * Checks that there is a frame.
     *
     * @param cause why reading stopped; null if it did not
     * @throws UnusableImageException if no frame was added
     */
    void requireFrames(Throwable cause) {
        if (frames == 0) {
            throw UnusableImageException.corrupt("Not even the animation's first frame could be read", cause);
        }
    }

    byte[] file() {
        return file.file(loops, plan.xmp());
    }

    Pixels still() {
        return still.pixels();
    }

    Size size() {
        return size;
    }

    int frames() {
        return frames;
    }

    long millis() {
        return millis;
    }
}
