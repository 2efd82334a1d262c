package io.runfolio.media.image.encode;

import com.luciad.imageio.webp.CompressionType;
import com.luciad.imageio.webp.WebPImageWriterSpi;
import com.luciad.imageio.webp.WebPWriteParam;
import io.runfolio.files.ScratchFolder;
import io.runfolio.media.image.pixel.BufferedImages;
import io.runfolio.media.image.pixel.Pixels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.OptionalDouble;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Encodes pixels as WebP, JPEG or PNG, without any metadata. Thread-safe. */
public final class StillEncoder {
    /** The platform's writer turns quality 0 into deflate's level 9. */
    private static final double BEST_COMPRESSION = 0;

    private static final WebPImageWriterSpi WEBP = new WebPImageWriterSpi();

    private final int webpMethod;
    private final int background;
    private final boolean smallestPng;

    /**
     * Creates an encoder.
     *
     * @param webpMethod effort of libwebp, 0 to 6
     * @param background color under transparency where the format has no alpha, 0xRRGGBB
     */
    public StillEncoder(int webpMethod, int background) {
        this(webpMethod, background, false);
    }

    private StillEncoder(int webpMethod, int background, boolean smallestPng) {
        this.webpMethod = webpMethod;
        this.background = background;
        this.smallestPng = smallestPng;
    }

    /** Returns an encoder that compresses PNGs as well as deflate can, which is slow for large pictures. */
    StillEncoder withSmallestPng() {
        return new StillEncoder(webpMethod, background, true);
    }

    /**
     * Returns the encoded picture.
     *
     * @param quality 1 to 100, for WebP and JPEG
     * @throws CodecUnavailableException if the WebP library cannot be loaded
     */
    public byte[] encode(Pixels pixels, OutputFormat format, int quality) throws IOException {
        return switch (format) {
            case WEBP -> webp(pixels.isOpaque() ? pixels.withoutAlpha() : pixels, quality);
            case JPG -> write("jpeg", pixels.over(background), OptionalDouble.of(quality / 100.0));
            case PNG ->
                write("png", pixels, smallestPng ? OptionalDouble.of(BEST_COMPRESSION) : OptionalDouble.empty());
        };
    }

    private byte[] webp(Pixels pixels, int quality) throws IOException {
        try {
            return encodeWebp(pixels, quality);
        } catch (LinkageError e) {
            // the library is unpacked at its first use, which the JVM attempts once
            throw new CodecUnavailableException(
                    "The WebP codec cannot be loaded (" + e.getMessage() + "). Free space in "
                            + System.getProperty("java.io.tmpdir")
                            + " and allow programs to run from it, or set -Djava.io.tmpdir; then restart the worker",
                    e);
        }
    }

    private byte[] encodeWebp(Pixels pixels, int quality) throws IOException {
        WebpNativeLibrary.unpackInto(ScratchFolder.get());
        ImageWriter writer = WEBP.createWriterInstance(null);
        WebPWriteParam param = new WebPWriteParam(Locale.ROOT);
        param.setCompressionType(CompressionType.Lossy);
        param.setCompressionQuality(quality / 100f);
        param.setMethod(webpMethod);
        return write(writer, param, pixels);
    }

    private static byte[] write(String format, Pixels pixels, OptionalDouble quality) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        if (quality.isPresent()) {
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality((float) quality.getAsDouble());
        }
        return write(writer, param, pixels);
    }

    private static byte[] write(ImageWriter writer, ImageWriteParam param, Pixels pixels) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(BufferedImages.wrap(pixels), null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
