package io.runfolio.media.image;

import io.runfolio.media.Derivative;
import io.runfolio.media.MediaReport;
import io.runfolio.media.image.colour.CodedColorSpace;
import io.runfolio.media.image.colour.ColorConversion;
import io.runfolio.media.image.encode.OutputFormat;
import io.runfolio.media.image.encode.StillEncoder;
import io.runfolio.media.image.format.DecodedStill;
import io.runfolio.media.image.format.ImageHeader;
import io.runfolio.media.image.metadata.EmbeddedMetadata;
import io.runfolio.media.image.metadata.RightsMetadata;
import io.runfolio.media.image.pixel.Size;
import io.runfolio.settings.ImageSettings;
import java.util.List;
import java.util.Optional;

/** Decodes an open picture once and makes both derivatives of it, within the pixel budget. */
final class ImageWork {
    private final ImageLimits limits;
    private final PixelBudget budget;
    private final StillDerivatives stills;
    private final AnimationDerivatives animations;

    ImageWork(ImageSettings settings, ImageLimits limits) {
        this.limits = limits;
        this.budget = new PixelBudget(settings.maxMegapixelsInFlight());
        DerivativeWriter writer = new DerivativeWriter(new StillEncoder(settings.webpMethod(), settings.background()));
        this.stills = new StillDerivatives(writer);
        this.animations = new AnimationDerivatives(writer);
    }

    /**
     * Makes the derivatives.
     *
     * @param header header to go by: the file's own, or that of the file it was converted from
     */
    List<Derivative> derive(OpenImage image, ImageHeader header, DerivativeSpecs specs, MediaReport report) {
        checkEnlargement(header, specs);
        byte[] xmp = RightsMetadata.of(header.embedded()).packet();
        DecodeMemory memory = image.memory();
        limits.checkMemory(memory.bytes());
        return budget.within(
                memory.budgetPixels(),
                () -> header.animated()
                        ? animation(image, header, specs, xmp, report)
                        : still(image, header, specs, xmp, report));
    }

    private void checkEnlargement(ImageHeader header, DerivativeSpecs specs) {
        for (DerivativeSpecs.One spec : List.of(specs.web(), specs.thumb())) {
            int frames = spec == specs.web() ? header.frames() : 1;
            limits.checkEnlarged(
                    header.displayed(), header.displayed().within(spec.longest(), specs.upscale()), frames);
        }
    }

    private List<Derivative> animation(
            OpenImage image, ImageHeader header, DerivativeSpecs specs, byte[] xmp, MediaReport report) {
        DerivativePlan plan = new DerivativePlan(header, colors(header.embedded(), Optional.empty()), specs, xmp);
        return animations.make(image, plan, canAnimate(header, specs, report), report);
    }

    private List<Derivative> still(
            OpenImage image, ImageHeader header, DerivativeSpecs specs, byte[] xmp, MediaReport report) {
        DerivativePlan plan = new DerivativePlan(header, pixels -> pixels, specs, xmp);
        DecodedStill decoded = image.still(plan.reduction());
        if (decoded.damaged()) {
            HeaderReport.addDamage(report);
        }
        return stills.make(decoded.pixels(), plan.in(colors(header.embedded(), decoded.profile())), report);
    }

    private static boolean canAnimate(ImageHeader header, DerivativeSpecs specs, MediaReport report) {
        Size web = header.displayed().within(specs.web().longest(), specs.upscale());
        boolean can = specs.web().format() == OutputFormat.WEBP && OutputFormat.WEBP.holds(web.width(), web.height());
        if (!can) {
            report.warn("The web derivative of the animation is a still, as its format has no animation.");
        }
        return can;
    }

    private static ColorConversion colors(EmbeddedMetadata embedded, Optional<byte[]> decoded) {
        return embedded.coded().map(CodedColorSpace::conversion).orElseGet(() -> embedded.icc()
                .or(() -> decoded)
                .flatMap(ColorConversion::from)
                .orElse(pixels -> pixels));
    }
}
