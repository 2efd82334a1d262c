package io.runfolio.media.image;

import io.runfolio.media.Derivative;
import io.runfolio.media.MediaJob;
import io.runfolio.media.SniffedType;
import io.runfolio.run.Durable;
import io.runfolio.run.StorageErrors;
import io.runfolio.settings.ImageSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Decodes once and makes both derivatives of it, within the budget of pixels under way. */
final class ImageWork {
    private final ImageLimits limits;
    private final FallbackDecoder fallback;
    private final PixelBudget budget;
    private final StillDerivatives stills;
    private final AnimationDerivatives animations;

    ImageWork(ImageSettings settings, ImageLimits limits, FallbackDecoder fallback) {
        this.limits = limits;
        this.fallback = fallback;
        this.budget = new PixelBudget(settings.maxMegapixelsInFlight());
        DerivativeWriter writer = new DerivativeWriter(new StillEncoder(settings.webpMethod(), settings.background()));
        this.stills = new StillDerivatives(writer);
        this.animations = new AnimationDerivatives(writer);
    }

    /**
     * Makes the derivatives.
     *
     * @param header of the picture; empty if Java does not read its format
     */
    List<Derivative> derive(MediaJob job, SniffedType type, Optional<ImageHeader> header, Report report) {
        Wanted wanted = Wanted.of(job);
        if (header.isEmpty()) {
            return foreign(job, type, HeaderReader.foreign(job.source(), type), wanted, report);
        }
        try {
            return decoded(job.source(), type, header.get(), wanted, report);
        } catch (UnusableImageException e) {
            if (type.format() != SniffedType.Format.TIFF || !e.code().equals("no_decoder")) {
                throw e;
            }
            return foreign(job, type, ForeignHeader.ofTiff(header.get()), wanted, report);
        }
    }

    private List<Derivative> decoded(Path source, SniffedType type, ImageHeader header, Wanted wanted, Report report) {
        for (Wanted.One one : List.of(wanted.web(), wanted.thumb())) {
            int frames = one == wanted.web() ? header.frames() : 1;
            limits.checkEnlarged(
                    header.displayed(), header.displayed().within(one.longest(), wanted.upscale()), frames);
        }
        byte[] xmp = KeptMetadata.of(header.embedded()).packet();
        limits.checkMemory(Footprint.bytes(header, type.format()));
        return budget.within(Footprint.pixels(header, type.format()), () -> {
            if (header.animated()) {
                Plan plan = new Plan(header, colours(header.embedded(), Optional.empty()), wanted, xmp);
                return animations.make(source, type.format(), plan, moves(header, wanted, report), report);
            }
            Plan plan = new Plan(header, pixels -> pixels, wanted, xmp);
            StillDecoder.Decoded decoded = StillDecoder.decode(source, type.format(), plan.reduction());
            if (!decoded.complaints().isEmpty()) {
                report.damaged();
            }
            ColourConversion colours = colours(header.embedded(), decoded.profile());
            return stills.make(decoded.pixels(), plan.in(colours), report);
        });
    }

    private static boolean moves(ImageHeader header, Wanted wanted, Report report) {
        Size web = header.displayed().within(wanted.web().longest(), wanted.upscale());
        boolean can = wanted.web().format() == ImageEncoder.WEBP && ImageEncoder.WEBP.holds(web.width(), web.height());
        if (!can) {
            report.warn("The web derivative of the animation is a still, as its format does not move.");
        }
        return can;
    }

    private static ColourConversion colours(Embedded embedded, Optional<byte[]> found) {
        return embedded.coded().map(CodedColours::conversion).orElseGet(() -> embedded.icc()
                .or(() -> found)
                .flatMap(ColourConversion::from)
                .orElse(pixels -> pixels));
    }

    private List<Derivative> foreign(
            MediaJob job, SniffedType type, ForeignHeader named, Wanted wanted, Report report) {
        Path folder = workspace(job);
        try {
            Path png = type.format() == SniffedType.Format.ICO
                    ? IcoPicture.toPng(job.source(), folder)
                    : fallback.decodeToPng(job.source(), type, named.item(), folder)
                            .orElseThrow(() -> noDecoder(type));
            // a TIFF comes back as one without compression, or as a PNG like all others
            SniffedType decodedType = png.toString().endsWith(".tif")
                    ? type
                    : new SniffedType("image/png", type.kind(), "png", SniffedType.Format.PNG);
            ImageHeader header = named.over(HeaderReader.read(png, decodedType).orElseThrow());
            refuseTile(named, type, header);
            report.header(header);
            limits.check(header);
            return decoded(png, decodedType, header, wanted, report);
        } catch (UndecodableException e) {
            keepWords(e.words(), job);
            throw UnusableImageException.refused(e.code(), e.getMessage());
        } finally {
            remove(folder);
        }
    }

    private static UnusableImageException noDecoder(SniffedType type) {
        String missing =
                switch (type.format()) {
                    case JPEG_XL -> ": install djxl, or an ffmpeg with libjxl";
                    case SVG -> ": install rsvg-convert";
                    case TIFF -> " for its compression: install tiffcp, or convert it to another, such as deflate";
                    default -> "";
                };
        return UnusableImageException.unsupported(
                "no_decoder", "No decoder for " + type.mimeType() + " is there" + missing);
    }

    /** Large HEIC pictures are grids of tiles, and an older decoder gives the first tile as if it were all. */
    private static void refuseTile(ForeignHeader named, SniffedType type, ImageHeader decoded) {
        if (type.format() != SniffedType.Format.HEIC && type.format() != SniffedType.Format.AVIF) {
            return;
        }
        if (decoded.size().pixels() < named.shown().map(Size::pixels).orElse(0L)) {
            throw new UndecodableException(
                    "tiles_not_joined", "The picture is made of tiles, which the decoder here cannot join.");
        }
    }

    /** Returns a new folder beside the derivatives: their disk is watched for free space, and the one of temporary files is not. */
    private static Path workspace(MediaJob job) {
        try {
            return Files.createTempDirectory(
                    job.targets().webStem().toAbsolutePath().getParent(), ".image-");
        } catch (IOException e) {
            throw StorageErrors.translate(e, "No folder could be made for a picture that another program decodes");
        }
    }

    private static void keepWords(String words, MediaJob job) {
        if (words.isBlank()) {
            return;
        }
        try {
            Files.write(job.targets().log(), words.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The log of a decoder could not be kept");
        }
    }

    private static void remove(Path folder) {
        try {
            Durable.deleteTree(folder);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The working folder of a picture could not be removed");
        }
    }
}
