package io.runfolio.media.image;

import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.media.Derivative;
import io.runfolio.media.MediaReport;
import io.runfolio.media.image.format.AnimationFrame;
import io.runfolio.media.image.format.FrameCompositor;
import io.runfolio.media.image.format.FrameSource;
import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.media.image.pixel.Pixels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes an animated web derivative and a still thumb; one frame is in memory at a time. */
final class AnimationDerivatives {
    private final DerivativeWriter writer;

    AnimationDerivatives(DerivativeWriter writer) {
        this.writer = writer;
    }

    /**
     * Writes both derivatives, or none. The readable frames of a broken animation are kept.
     *
     * @param animated whether the web derivative is animated; if not, it is the representative frame
     * @throws UnusableImageException if not even its first frame can be read
     */
    List<Derivative> make(OpenImage image, DerivativePlan plan, boolean animated, MediaReport report) {
        AnimationBuilder animation = build(image, plan, animated, report);
        report.detail("duration_seconds", animation.millis() / 1000.0);
        DerivativeSpecs specs = plan.specs();
        List<Derivative> made = new ArrayList<>();
        try {
            Pixels still = animation.still();
            made.add(
                    animated
                            ? writer.animation(animation, specs.web(), plan)
                            : writer.still(still, specs.web(), plan, report));
            made.add(writer.thumb(still, plan.thumbSize(), specs.thumb(), plan, report));
            return made;
        } catch (RuntimeException | Error e) {
            made.forEach(one -> DurableFiles.tryDelete(one.file()));
            throw e;
        }
    }

    private AnimationBuilder build(OpenImage image, DerivativePlan plan, boolean animated, MediaReport report) {
        AnimationBuilder animation = new AnimationBuilder(writer, plan, animated);
        int named = plan.header().frames();
        try {
            FrameSource frames = image.frames();
            FrameCompositor canvas = new FrameCompositor(plan.header().size());
            Optional<AnimationFrame> frame = frames.next();
            while (frame.isPresent() && animation.frames() < named) {
                Pixels shown = canvas.show(frame.get());
                animation.add(
                        plan.upright(shown, plan.specs().web().longest()),
                        frame.get().millis());
                frame = animation.frames() < named ? frames.next() : Optional.empty();
            }
            animation.loops(frames.loops());
        } catch (IOException | RuntimeException | StackOverflowError e) {
            StorageErrors.rethrowStorageFailure(e, "An animation could not be read");
            animation.requireFrames(e);
            HeaderReport.addDamage(report);
        }
        animation.requireFrames(null);
        if (animation.frames() < named) {
            report.detail("frames_read", animation.frames());
            HeaderReport.addDamage(report);
        }
        return animation;
    }
}
