package io.runfolio.media.image;

import com.luciad.imageio.webp.CompressionType;
import com.luciad.imageio.webp.WebPImageWriterSpi;
import com.luciad.imageio.webp.WebPWriteParam;
import io.runfolio.run.CodecMissingException;
import io.runfolio.run.ScratchFolder;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Encodes pictures into bytes. Only pixels go in, so no metadata comes out. */
final class StillEncoder {
    private static final WebPImageWriterSpi WEBP = new WebPImageWriterSpi();

    private final int webpMethod;
    private final int background;

    /**
     * @param webpMethod libwebp's effort, 0 to 6
     * @param background colour under transparency where the format has no alpha, 0xRRGGBB
     */
    StillEncoder(int webpMethod, int background) {
        this.webpMethod = webpMethod;
        this.background = background;
    }

    /** Returns the encoded picture; a quality of 1 to 100 counts for WebP and JPEG. */
    byte[] encode(Pixels pixels, ImageEncoder format, int quality) throws IOException {
        return switch (format) {
            case WEBP -> webp(pixels.isOpaque() ? pixels.withoutAlpha() : pixels, quality);
            case JPG -> write("jpeg", pixels.over(background), quality / 100f);
            case PNG -> write("png", pixels, 1);
        };
    }

    private byte[] webp(Pixels pixels, int quality) throws IOException {
        try {
            return encodeWebp(pixels, quality);
        } catch (LinkageError e) {
            // its library is unpacked at the first use, and the JVM tries that only once
            throw new CodecMissingException(
                    "The WebP codec cannot be loaded (" + e.getMessage() + "). Make room in "
                            + System.getProperty("java.io.tmpdir")
                            + " and let programs be run from there, or set -Djava.io.tmpdir; then start the worker again",
                    e);
        }
    }

    private byte[] encodeWebp(Pixels pixels, int quality) throws IOException {
        WebpLibrary.unpackInto(ScratchFolder.get());
        ImageWriter writer = WEBP.createWriterInstance(null);
        WebPWriteParam param = new WebPWriteParam(Locale.ROOT);
        param.setCompressionType(CompressionType.Lossy);
        param.setCompressionQuality(quality / 100f);
        param.setMethod(webpMethod);
        return write(writer, param, pixels);
    }

    private static byte[] write(String format, Pixels pixels, float quality) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        if (param.canWriteCompressed() && format.equals("jpeg")) {
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(quality);
        }
        return write(writer, param, pixels);
    }

    private static byte[] write(ImageWriter writer, ImageWriteParam param, Pixels pixels) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image(pixels), null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** Wraps the samples without a copy. */
    static BufferedImage image(Pixels pixels) {
        int[] offsets = pixels.hasAlpha() ? new int[] {0, 1, 2, 3} : new int[] {0, 1, 2};
        WritableRaster raster = Raster.createInterleavedRaster(
                new DataBufferByte(pixels.samples(), pixels.samples().length),
                pixels.width(),
                pixels.height(),
                pixels.width() * pixels.channels(),
                pixels.channels(),
                offsets,
                null);
        ColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB),
                pixels.hasAlpha(),
                false,
                pixels.hasAlpha() ? ColorModel.TRANSLUCENT : ColorModel.OPAQUE,
                DataBuffer.TYPE_BYTE);
        return new BufferedImage(model, raster, false, null);
    }
}
