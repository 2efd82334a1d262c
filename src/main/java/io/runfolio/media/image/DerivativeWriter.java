package io.runfolio.media.image;

import io.runfolio.files.Checksums;
import io.runfolio.files.StorageErrors;
import io.runfolio.media.Derivative;
import io.runfolio.media.MediaReport;
import io.runfolio.media.WorkDeadline;
import io.runfolio.media.image.encode.OutputFormat;
import io.runfolio.media.image.encode.PicturePipeline;
import io.runfolio.media.image.encode.StillEncoder;
import io.runfolio.media.image.encode.XmpEmbedder;
import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.media.image.perceptual.PerceptualHashes;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.media.image.pixel.Size;
import io.runfolio.media.image.placeholder.Placeholders;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Encodes pictures and writes them as derivative files. */
final class DerivativeWriter {
    private final StillEncoder encoder;
    private final PicturePipeline pipeline;

    DerivativeWriter(StillEncoder encoder) {
        this.encoder = encoder;
        this.pipeline = new PicturePipeline(encoder);
    }

    /** Encodes a picture. */
    private interface Encoding {
        byte[] encode(OutputFormat format) throws IOException;
    }

    /** Writes a still in the requested format, or in another if that cannot hold its size. */
    Derivative still(Pixels pixels, DerivativeSpecs.One one, DerivativePlan plan, MediaReport report) {
        // not by the pipeline, which copies the picture: it can be as large as the original
        return still(
                pixels,
                new Size(pixels.width(), pixels.height()),
                one,
                plan,
                report,
                format -> encoder.encode(pixels, format, one.quality()));
    }

    private static void measure(Pixels thumb, MediaReport report) {
        Placeholders.report(thumb, report);
        PerceptualHashes.report(thumb, report);
    }

    /** Writes a thumb of the size of its pixels. */
    Derivative thumb(Pixels pixels, DerivativeSpecs.One one, DerivativePlan plan, MediaReport report) {
        measure(pixels, report);
        return still(pixels, one, plan, report);
    }

    /** Writes a thumb of a size, made of a derivative: upright and sRGB. */
    Derivative thumb(Pixels derivative, Size size, DerivativeSpecs.One one, DerivativePlan plan, MediaReport report) {
        return still(
                derivative,
                size,
                one,
                plan,
                report,
                format -> pipeline.encode(derivative, size, format, one.quality(), thumb -> measure(thumb, report)));
    }

    private Derivative still(
            Pixels pixels,
            Size size,
            DerivativeSpecs.One one,
            DerivativePlan plan,
            MediaReport report,
            Encoding encoding) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("quality", one.quality());
        OutputFormat format = one.format();
        if (!format.holds(size.width(), size.height())) {
            metadata.put("fallback_from", format.extension());
            format = pixels.isOpaque() && OutputFormat.JPG.holds(size.width(), size.height())
                    ? OutputFormat.JPG
                    : OutputFormat.PNG;
            report.warn("The " + one.kind().jsonName() + " derivative is too long for "
                    + one.format().extension() + " and was written as " + format.extension() + ".");
        }
        byte[] bytes = XmpEmbedder.into(encoded(format, encoding), format, size, plan.xmp());
        return write(bytes, one, format, size, OptionalDouble.empty(), metadata, plan);
    }

    /** Writes an animated WebP. */
    Derivative animation(AnimationBuilder animation, DerivativeSpecs.One one, DerivativePlan plan) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("quality", one.quality());
        metadata.put("frame_count", animation.frames());
        OptionalDouble seconds = OptionalDouble.of(animation.millis() / 1000.0);
        return write(animation.file(), one, OutputFormat.WEBP, animation.size(), seconds, metadata, plan);
    }

    /** Returns an encoded picture. */
    byte[] encoded(Pixels pixels, OutputFormat format, int quality) {
        return encoded(format, as -> encoder.encode(pixels, as, quality));
    }

    private static byte[] encoded(OutputFormat format, Encoding encoding) {
        WorkDeadline.check();
        try {
            return encoding.encode(format);
        } catch (IOException e) {
            StorageErrors.rethrowStorageFailure(e, "A derivative could not be encoded");
            throw UnusableImageException.refused(
                    "not_encoded", "The derivative could not be encoded as " + format.extension());
        }
    }

    private static Derivative write(
            byte[] bytes,
            DerivativeSpecs.One one,
            OutputFormat format,
            Size size,
            OptionalDouble seconds,
            Map<String, Object> metadata,
            DerivativePlan plan) {
        DerivativeFiles.write(one.file(format), bytes);
        return new Derivative(
                one.kind(),
                one.file(format),
                format.mimeType(),
                size.width(),
                size.height(),
                seconds,
                bytes.length,
                plan.specs().checksums() ? Optional.of(Checksums.sha256(bytes)) : Optional.empty(),
                Optional.empty(),
                metadata);
    }
}
