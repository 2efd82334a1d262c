package io.runfolio.media.image;

import io.runfolio.media.Checksums;
import io.runfolio.media.Derivative;
import io.runfolio.media.WorkDeadline;
import io.runfolio.run.StorageErrors;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Encodes pictures and writes them as derivatives. */
final class DerivativeWriter {
    private final StillEncoder encoder;

    DerivativeWriter(StillEncoder encoder) {
        this.encoder = encoder;
    }

    /** Writes a still, in the wanted format or, where that cannot hold it, in one that can. */
    Derivative still(Pixels pixels, Wanted.One one, Plan plan, Report report) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("quality", one.quality());
        ImageEncoder format = one.format();
        if (!format.holds(pixels.width(), pixels.height())) {
            metadata.put("fallback_from", format.extension());
            format = pixels.isOpaque() && ImageEncoder.JPG.holds(pixels.width(), pixels.height())
                    ? ImageEncoder.JPG
                    : ImageEncoder.PNG;
            report.warn("The " + one.kind().word() + " derivative is too long for "
                    + one.format().extension() + " and was written as " + format.extension() + ".");
        }
        Size size = new Size(pixels.width(), pixels.height());
        byte[] bytes = XmpBlock.into(encoded(pixels, format, one.quality()), format, size, plan.xmp());
        return write(bytes, one, format, size, OptionalDouble.empty(), metadata, plan);
    }

    /** Writes a finished animated WebP. */
    Derivative animation(byte[] bytes, Wanted.One one, Size size, int frames, long millis, Plan plan) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("quality", one.quality());
        metadata.put("frame_count", frames);
        return write(bytes, one, ImageEncoder.WEBP, size, OptionalDouble.of(millis / 1000.0), metadata, plan);
    }

    /** Returns a picture's bytes. */
    byte[] encoded(Pixels pixels, ImageEncoder format, int quality) {
        WorkDeadline.check();
        try {
            return encoder.encode(pixels, format, quality);
        } catch (IOException e) {
            StorageErrors.rethrow(e, "A derivative could not be encoded");
            throw UnusableImageException.refused(
                    "not_encoded", "The derivative could not be encoded as " + format.extension());
        }
    }

    private static Derivative write(
            byte[] bytes,
            Wanted.One one,
            ImageEncoder format,
            Size size,
            OptionalDouble seconds,
            Map<String, Object> metadata,
            Plan plan) {
        DerivativeFiles.write(one.file(format), bytes);
        return new Derivative(
                one.kind(),
                one.file(format),
                format.mimeType(),
                size.width(),
                size.height(),
                seconds,
                bytes.length,
                plan.wanted().checksums() ? Optional.of(Checksums.sha256(bytes)) : Optional.empty(),
                Optional.empty(),
                metadata);
    }
}
