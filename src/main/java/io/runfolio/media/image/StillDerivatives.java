package io.runfolio.media.image;

import io.runfolio.media.Derivative;
import java.util.ArrayList;
import java.util.List;

/** Makes web and thumb of a decoded still: the thumb of the web picture where that is larger, so that the original is gone over once. */
final class StillDerivatives {
    private final DerivativeWriter writer;

    StillDerivatives(DerivativeWriter writer) {
        this.writer = writer;
    }

    /**
     * Writes both derivatives, or none.
     *
     * @param stored the picture as decoded, neither turned nor colour-managed
     */
    List<Derivative> make(Pixels stored, Plan plan, Report report) {
        List<Derivative> made = new ArrayList<>();
        try {
            Pixels web = plan.upright(stored, plan.wanted().web().longest());
            made.add(writer.still(web, plan.wanted().web(), plan, report));
            made.add(writer.still(plan.thumb(stored, web), plan.wanted().thumb(), plan, report));
            return made;
        } catch (RuntimeException | Error e) {
            made.forEach(one -> DerivativeFiles.delete(one.file()));
            throw e;
        }
    }
}
