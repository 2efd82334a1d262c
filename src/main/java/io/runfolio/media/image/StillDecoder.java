package io.runfolio.media.image;

import io.runfolio.media.SniffedType.Format;
import io.runfolio.media.image.jpeg.ReducedJpeg;
import io.runfolio.run.StorageErrors;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.IIOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;

/** Decodes a still, or the first picture of a file with several, through ImageIO's readers. */
final class StillDecoder {
    /** Larger files are not taken into memory whole. */
    private static final long REDUCED_BYTES = 64L << 20;

    private static final Pattern SHORT_STRIP =
            Pattern.compile("ByteCount < required \\( *(\\d{1,15})\\) *: *(\\d{1,15})");

    private static final ColorSpace PLAIN_GRAY = ColorSpace.getInstance(ColorSpace.CS_GRAY);

    private StillDecoder() {}

    /**
     * A decoded picture.
     *
     * @param pixels samples as stored: not turned, in the colour space of the file
     * @param profile colour profile that the decoder found, for formats whose headers we do not walk
     * @param complaints what the decoder said it had to pass over
     */
    record Decoded(Pixels pixels, Optional<byte[]> profile, List<String> complaints) {}

    /**
     * Decodes.
     *
     * @throws UnusableImageException if the picture is broken
     */
    static Decoded decode(Path file, Format format) {
        return decode(file, format, Reduction.NONE);
    }

    /**
     * Decodes, at a fraction of the size where the format allows it.
     *
     * @throws UnusableImageException if the picture is broken
     */
    static Decoded decode(Path file, Format format, Reduction reduction) {
        try {
            if (format == Format.JPEG && reduction.factor() > 1 && Files.size(file) <= REDUCED_BYTES) {
                Optional<Decoded> reduced = reduced(file, reduction.factor());
                if (reduced.isPresent()) {
                    return reduced.get();
                }
            }
            return switch (format) {
                case PNG -> png(PngDecoder.decode(file, reduction.least()));
                case WEBP -> webp(WebpDecoder.decode(file));
                case GIF -> gif(file);
                case JPEG -> jpeg(file, reduction.factor());
                default -> byReader(file, format, reduction.factor());
            };
        } catch (UnusableImageException e) {
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            if (e instanceof IIOException && String.valueOf(e.getMessage()).contains("TIFF Compression value")) {
                throw UnusableImageException.unsupported(
                        "no_decoder", "No decoder for the compression of this picture is there");
            }
            // decoders of foreign bytes fail in every way; a lack of memory and our own disk's failures are ours
            StorageErrors.rethrow(e, "A picture could not be read");
            throw UnusableImageException.corrupt("The picture is damaged and could not be decoded", e);
        }
    }

    private static Optional<Decoded> reduced(Path file, int reduction) throws IOException {
        return ReducedJpeg.decode(Files.readAllBytes(file), reduction)
                .map(picture -> new Decoded(
                        new Pixels(picture.width(), picture.height(), 3, picture.samples()),
                        Optional.empty(),
                        List.of()));
    }

    private static Decoded png(PngDecoder.Decoded decoded) {
        return new Decoded(
                decoded.pixels(), Optional.empty(), decoded.whole() ? List.of() : List.of("rows are missing"));
    }

    private static Decoded webp(WebpDecoder.Decoded decoded) {
        return new Decoded(
                decoded.pixels(), Optional.empty(), decoded.whole() ? List.of() : List.of("data is missing"));
    }

    /** Returns the first step on its canvas, which it need not fill. */
    private static Decoded gif(Path path) throws IOException {
        try (ByteSource file = ByteSource.open(path)) {
            Patch first = new GifFrames(file).next().orElseThrow(() -> new IOException("The GIF holds no picture"));
            Pixels canvas = new Canvas(GifHeader.read(file).size()).show(first);
            return new Decoded(canvas, Optional.empty(), List.of());
        }
    }

    /** The platform's reader gives up on profiles and marks that contradict the picture, and on lossless frames; TwelveMonkeys' passes over the former and has a decoder for the latter. */
    private static Decoded jpeg(Path file, int reduction) throws IOException {
        try {
            return byReader(file, Format.JPEG, reduction);
        } catch (IOException | RuntimeException e) {
            try (ByteSource bytes = ByteSource.open(file)) {
                return read(file, Format.JPEG, bytes, Readers.lenientJpeg(), reduction);
            } catch (IOException | RuntimeException again) {
                e.addSuppressed(again);
                throw e;
            }
        }
    }

    private static Decoded byReader(Path file, Format format, int reduction) throws IOException {
        try (ByteSource bytes = ByteSource.open(file)) {
            ImageReader reader = Readers.of(format, format == Format.TIFF && HeaderReader.isBigTiff(bytes))
                    .orElseThrow(() -> UnusableImageException.unsupported("no_decoder", "No decoder for this format"));
            return read(file, format, bytes, reader, reduction);
        }
    }

    private static Decoded read(Path file, Format format, ByteSource bytes, ImageReader reader, int reduction)
            throws IOException {
        List<String> complaints = new ArrayList<>();
        Optional<JpegHeader.Samples> jpeg =
                format == Format.JPEG ? Optional.of(JpegHeader.samples(bytes)) : Optional.empty();
        Optional<TiffBlocks.Found> tiff =
                format == Format.TIFF ? Optional.of(TiffBlocks.read(bytes)) : Optional.empty();
        tiff.map(TiffBlocks.Found::layout).filter(LabConversion::isLab).ifPresent(LabConversion::refuseUnknown);
        try (ImageInputStream in = input(file, jpeg, tiff)) {
            try {
                reader.setInput(in, true, true);
                reader.addIIOReadWarningListener((from, warning) -> complaints.add(warning));
                if (jpeg.isPresent() && jpeg.get().components() == 4) {
                    WritableRaster inks = CmykJpeg.inks(reader, jpeg.get().adobeTransform());
                    Pixels lights = InkConversion.lights(inks, jpeg.get().icc(), reduction);
                    return new Decoded(lights, Optional.empty(), complaints);
                }
                BufferedImage image = reader.read(0, asStored(reader, format));
                // profiles are our own concern
                complaints.removeIf(complaint -> complaint.contains("ICC"));
                tiff.ifPresent(found -> forgive(complaints, found.layout()));
                if (tiff.isPresent() && LabConversion.isLab(tiff.get().layout())) {
                    Pixels pixels =
                            LabConversion.pixels(image.getRaster(), tiff.get().layout());
                    return new Decoded(pixels, Optional.empty(), complaints);
                }
                if (Rasters.isInks(image)) {
                    Optional<byte[]> icc =
                            tiff.isPresent() ? tiff.get().embedded().icc() : press(image);
                    Pixels lights = lights(image, icc, reduction);
                    if (tiff.isPresent() && tiff.get().layout().hasUnspecifiedSample()) {
                        lights = lights.withoutAlpha();
                    }
                    return new Decoded(lights, Optional.empty(), complaints);
                }
                Pixels pixels = Rasters.pixels(image);
                if (tiff.isPresent()) {
                    pixels = asNamed(pixels, tiff.get().layout(), image.isAlphaPremultiplied());
                }
                return new Decoded(pixels, profile(image), complaints);
            } finally {
                reader.dispose();
            }
        }
    }

    /** The reader complains of a last strip that holds no more rows than the picture has left. */
    private static void forgive(List<String> complaints, TiffLayout layout) {
        for (long left = layout.lastStrips(); left > 0; left--) {
            for (String complaint : complaints) {
                Matcher strip = SHORT_STRIP.matcher(complaint);
                if (strip.find()
                        && layout.isLastStrip(Long.parseLong(strip.group(1)), Long.parseLong(strip.group(2)))) {
                    complaints.remove(complaint);
                    break;
                }
            }
        }
    }

    private static Pixels lights(BufferedImage image, Optional<byte[]> icc, int reduction) {
        boolean alpha = image.getColorModel().hasAlpha();
        Pixels lights = InkConversion.lights(Rasters.inks(image), icc, alpha ? 1 : reduction);
        return alpha ? Rasters.withAlpha(lights, image) : lights;
    }

    /** The reader takes any further sample of 8 bits for opacity that is not multiplied in. */
    private static Pixels asNamed(Pixels pixels, TiffLayout layout, boolean undone) {
        if (!pixels.hasAlpha()) {
            return pixels;
        }
        if (layout.hasUnspecifiedSample()) {
            return pixels.withoutAlpha();
        }
        return layout.isPremultiplied() && !undone ? pixels.unpremultiplied() : pixels;
    }

    private static ImageInputStream input(Path file, Optional<JpegHeader.Samples> jpeg, Optional<TiffBlocks.Found> tiff)
            throws IOException {
        if (jpeg.isPresent()) {
            return MaskedInput.jpeg(file, jpeg.get());
        }
        return tiff.isPresent() ? MaskedInput.tiff(file, tiff.get()) : new TimedImageInputStream(file);
    }

    /** The reader of PSD would take gray with a profile to the platform's linear gray. */
    private static ImageReadParam asStored(ImageReader reader, Format format) throws IOException {
        ImageReadParam param = reader.getDefaultReadParam();
        ImageTypeSpecifier raw = format == Format.PSD ? reader.getRawImageType(0) : null;
        if (raw != null && raw.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
            param.setDestinationType(raw);
        }
        return param;
    }

    private static Optional<byte[]> press(BufferedImage image) {
        return image.getColorModel().getColorSpace() instanceof ICC_ColorSpace managed
                ? Optional.of(managed.getProfile().getData())
                : Optional.empty();
    }

    /** Returns the profile of samples that are neither in sRGB nor in the platform's own gray, which stands for gray without a profile. */
    private static Optional<byte[]> profile(BufferedImage image) {
        if (!(image.getColorModel().getColorSpace() instanceof ICC_ColorSpace space) || space.isCS_sRGB()) {
            return Optional.empty();
        }
        boolean colours = space.getType() == ColorSpace.TYPE_RGB;
        boolean gray = space.getType() == ColorSpace.TYPE_GRAY && !space.equals(PLAIN_GRAY);
        return colours || gray ? Optional.of(space.getProfile().getData()) : Optional.empty();
    }
}
