package io.runfolio.media.image;

import io.runfolio.media.Checksums;
import io.runfolio.media.Derivative;
import io.runfolio.run.DerivativeKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Makes web and thumb of a decoded still: the thumb of the web picture where that is larger, so that the original is gone over once. */
final class StillDerivatives {
    private final StillEncoder encoder;

    StillDerivatives(StillEncoder encoder) {
        this.encoder = encoder;
    }

    /**
     * Writes both derivatives, or none.
     *
     * @param stored the picture as decoded, neither turned nor colour-managed
     * @param colours takes its colours to sRGB
     */
    List<Derivative> make(Pixels stored, ImageHeader header, ColourConversion colours, Wanted wanted, Report report) {
        List<Derivative> made = new ArrayList<>();
        try {
            Pixels web = upright(stored, header, colours, wanted.web().longest(), wanted.upscale());
            made.add(write(web, wanted.web(), wanted, report));
            Size whole = header.displayed();
            Size size = whole.within(wanted.thumb().longest(), wanted.upscale());
            Pixels thumb = size.pixels() <= new Size(web.width(), web.height()).pixels()
                    ? Resampler.resize(web, size)
                    : upright(stored, header, colours, wanted.thumb().longest(), wanted.upscale());
            made.add(write(thumb, wanted.thumb(), wanted, report));
            return made;
        } catch (RuntimeException | Error e) {
            made.forEach(one -> DerivativeFiles.delete(one.file()));
            throw e;
        }
    }

    /** Resized first, then turned and colour-managed: both cost by the pixel. */
    private static Pixels upright(
            Pixels stored, ImageHeader header, ColourConversion colours, int longest, boolean upscale) {
        Size size = new Size(stored.width(), stored.height()).within(longest, upscale);
        return header.orientation().apply(colours.apply(Resampler.resize(stored, size)));
    }

    private Derivative write(Pixels pixels, Wanted.One one, Wanted wanted, Report report) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("quality", one.quality());
        ImageEncoder format = one.format();
        if (!format.holds(pixels.width(), pixels.height())) {
            metadata.put("fallback_from", format.extension());
            format = pixels.hasAlpha() && !pixels.isOpaque() ? ImageEncoder.PNG : ImageEncoder.JPG;
            report.warn("The " + one.kind().word() + " derivative is too long for "
                    + one.format().extension() + " and was written as " + format.extension() + ".");
        }
        return write(
                encoded(pixels, format, one.quality()), pixels, one.kind(), one.file(format), format, metadata, wanted);
    }

    private byte[] encoded(Pixels pixels, ImageEncoder format, int quality) {
        try {
            return encoder.encode(pixels, format, quality);
        } catch (IOException e) {
            throw UnusableImageException.refused(
                    "not_encoded", "The derivative could not be encoded as " + format.extension());
        }
    }

    private static Derivative write(
            byte[] bytes,
            Pixels pixels,
            DerivativeKind kind,
            Path file,
            ImageEncoder format,
            Map<String, Object> metadata,
            Wanted wanted) {
        DerivativeFiles.write(file, bytes);
        return new Derivative(
                kind,
                file,
                format.mimeType(),
                pixels.width(),
                pixels.height(),
                OptionalDouble.empty(),
                bytes.length,
                wanted.checksums() ? Optional.of(Checksums.sha256(bytes)) : Optional.empty(),
                Optional.empty(),
                metadata);
    }
}
