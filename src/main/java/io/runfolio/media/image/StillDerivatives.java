package io.runfolio.media.image;

import io.runfolio.files.DurableFiles;
import io.runfolio.media.Derivative;
import io.runfolio.media.MediaReport;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.media.image.pixel.Size;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes web and thumb of a decoded still.
 *
 * <p>The thumb is made of the web picture where that is larger, so that the original is resampled once.
 */
final class StillDerivatives {
    private final DerivativeWriter writer;

    StillDerivatives(DerivativeWriter writer) {
        this.writer = writer;
    }

    /**
     * Writes both derivatives, or none.
     *
     * @param stored the picture as decoded: neither rotated nor color-managed
     */
    List<Derivative> make(Pixels stored, DerivativePlan plan, MediaReport report) {
        List<Derivative> made = new ArrayList<>();
        try {
            Pixels web = plan.upright(stored, plan.specs().web().longest());
            made.add(writer.still(web, plan.specs().web(), plan, report));
            made.add(thumb(stored, web, plan, report));
            return made;
        } catch (RuntimeException | Error e) {
            made.forEach(one -> DurableFiles.tryDelete(one.file()));
            throw e;
        }
    }

    private Derivative thumb(Pixels stored, Pixels web, DerivativePlan plan, MediaReport report) {
        DerivativeSpecs.One thumb = plan.specs().thumb();
        Size size = plan.thumbSize();
        return size.pixels() <= (long) web.width() * web.height()
                ? writer.thumb(web, size, thumb, plan, report)
                : writer.thumb(plan.upright(stored, thumb.longest()), thumb, plan, report);
    }
}
