package io.runfolio.media.image;

import io.runfolio.files.StorageErrors;
import io.runfolio.files.TemporaryFolder;
import io.runfolio.media.Derivative;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaReport;
import io.runfolio.media.SniffedType;
import io.runfolio.media.SniffedType.Format;
import io.runfolio.media.image.foreign.FallbackDecoder;
import io.runfolio.media.image.foreign.ForeignFormat;
import io.runfolio.media.image.foreign.ForeignHeader;
import io.runfolio.media.image.foreign.IcoPicture;
import io.runfolio.media.image.foreign.UndecodableException;
import io.runfolio.media.image.format.ImageHeader;
import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.media.image.pixel.Size;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes the derivatives of formats that this process does not decode, by way of PNG or TIFF. */
final class ForeignImageWork {
    private static final String TIFF_HINT =
            " for its compression: install tiffcp, or convert it to another, such as deflate";

    private final ImageLimits limits;
    private final FallbackDecoder fallback;
    private final ImageWork work;

    ForeignImageWork(ImageLimits limits, FallbackDecoder fallback, ImageWork work) {
        this.limits = limits;
        this.fallback = fallback;
        this.work = work;
    }

    /**
     * Makes the derivatives.
     *
     * @param named what the file's own header says
     */
    List<Derivative> derive(
            MediaJob job, SniffedType type, ForeignHeader named, DerivativeSpecs specs, MediaReport report) {
        // beside the derivatives, as their disk is watched for free space
        try (TemporaryFolder folder = TemporaryFolder.beside(job.targets().webStem(), ".image-")) {
            Path converted = convert(job.source(), type, named, folder.path());
            // a TIFF may come back as one without compression; all others are PNG
            Format format = converted.toString().endsWith(".tif") ? Format.TIFF : Format.PNG;
            try (OpenImage image =
                    OpenImage.open(converted, ImageFormats.of(format).orElseThrow())) {
                ImageHeader header = named.over(image.header());
                refuseTile(named, type, header);
                HeaderReport.add(header, report);
                limits.check(header);
                return work.derive(image, header, specs, report);
            }
        } catch (UndecodableException e) {
            writeLog(e.words(), job);
            throw UnusableImageException.refused(e.code(), e.getMessage());
        }
    }

    private Path convert(Path source, SniffedType type, ForeignHeader named, Path folder) {
        return type.format() == Format.ICO
                ? IcoPicture.toPng(source, folder)
                : fallback.decodeToPng(source, type, named.item(), folder).orElseThrow(() -> noDecoder(type));
    }

    private static UnusableImageException noDecoder(SniffedType type) {
        String hint =
                ForeignFormat.of(type.format()).map(ForeignFormat::installHint).orElse(TIFF_HINT);
        return UnusableImageException.unsupported(
                UnusableImageException.NO_DECODER, "No decoder for " + type.mimeType() + " is available" + hint);
    }

    /** Large HEIC pictures are grids of tiles, of which an older decoder gives the first as if it were all. */
    private static void refuseTile(ForeignHeader named, SniffedType type, ImageHeader decoded) {
        boolean tiled =
                ForeignFormat.of(type.format()).filter(ForeignFormat::isHeif).isPresent();
        if (tiled && decoded.size().pixels() < named.shown().map(Size::pixels).orElse(0L)) {
            throw new UndecodableException(
                    "tiles_not_joined", "The picture is made of tiles, which the decoder here cannot join.");
        }
    }

    private static void writeLog(String output, MediaJob job) {
        if (output.isBlank()) {
            return;
        }
        try {
            Files.write(job.targets().log(), output.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The log of a decoder could not be written");
        }
    }
}
