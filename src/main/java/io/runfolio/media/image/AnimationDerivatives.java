package io.runfolio.media.image;

import io.runfolio.media.Derivative;
import io.runfolio.media.SniffedType.Format;
import io.runfolio.run.StorageErrors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes an animated web derivative and a still thumb, with one frame in memory at a time. */
final class AnimationDerivatives {
    private final DerivativeWriter writer;

    AnimationDerivatives(DerivativeWriter writer) {
        this.writer = writer;
    }

    /**
     * Writes both derivatives, or none. What can be read of a broken animation is kept.
     *
     * @param moving whether the web derivative moves; if not, it is the representative frame
     * @throws UnusableImageException if not even its first frame can be read
     */
    List<Derivative> make(Path source, Format format, Plan plan, boolean moving, Report report) {
        Reel reel = reel(source, format, plan, moving, report);
        report.detail("duration_seconds", reel.millis / 1000.0);
        Wanted wanted = plan.wanted();
        List<Derivative> made = new ArrayList<>();
        try {
            Pixels still = reel.still.pixels();
            if (moving) {
                byte[] web = reel.file.file(reel.loops, plan.xmp());
                made.add(writer.animation(web, wanted.web(), reel.size, reel.frames, reel.millis, plan));
            } else {
                made.add(writer.still(still, wanted.web(), plan, report));
            }
            Size size = plan.header().displayed().within(wanted.thumb().longest(), wanted.upscale());
            made.add(writer.still(Resampler.resize(still, size), wanted.thumb(), plan, report));
            return made;
        } catch (RuntimeException | Error e) {
            made.forEach(one -> DerivativeFiles.delete(one.file()));
            throw e;
        }
    }

    private Reel reel(Path source, Format format, Plan plan, boolean moving, Report report) {
        Reel reel = new Reel(plan, moving);
        try (ByteSource file = ByteSource.open(source)) {
            FrameSource frames = FrameSource.of(file, format);
            Canvas canvas = new Canvas(plan.header().size());
            Optional<Patch> patch = frames.next();
            while (patch.isPresent() && reel.frames < plan.header().frames()) {
                reel.add(
                        plan.upright(
                                canvas.show(patch.get()), plan.wanted().web().longest()),
                        patch.get().millis());
                patch = reel.frames < plan.header().frames() ? frames.next() : Optional.empty();
            }
            reel.loops = frames.loops();
        } catch (IOException | RuntimeException | StackOverflowError e) {
            StorageErrors.rethrow(e, "An animation could not be read");
            reel.mustHoldFrames(e);
            report.damaged();
        }
        reel.mustHoldFrames(null);
        if (reel.frames < plan.header().frames()) {
            report.detail("frames_read", reel.frames);
            report.damaged();
        }
        return reel;
    }

    /** What the frames so far add up to. */
    private final class Reel {
        private final Plan plan;
        private final boolean moving;
        private final Representative still = new Representative();
        private AnimatedWebp file;
        private Size size;
        private int frames;
        private int loops;
        private long millis;

        Reel(Plan plan, boolean moving) {
            this.plan = plan;
            this.moving = moving;
        }

        void add(Pixels frame, int shown) {
            if (frames == 0) {
                size = new Size(frame.width(), frame.height());
                file = new AnimatedWebp(size);
            }
            if (moving) {
                int quality = plan.wanted().web().quality();
                file.add(writer.encoded(frame, ImageEncoder.WEBP, quality), shown);
            }
            still.offer(frame);
            frames++;
            millis += shown;
        }

        void mustHoldFrames(Throwable cause) {
            if (frames == 0) {
                throw UnusableImageException.corrupt("Not even the animation's first frame could be read", cause);
            }
        }
    }
}
