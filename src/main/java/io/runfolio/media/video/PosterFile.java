package io.runfolio.media.video;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Writes a poster as JPEG, PNG or WebP. */
final class PosterFile {
    private static final float JPEG_QUALITY = 0.9f;
    private static final float WEBP_QUALITY = 0.82f;
    /** WebP's largest side, in pixels. */
    private static final int WEBP_LIMIT = 16_383;

    private PosterFile() {}

    /**
     * A format of posters.
     *
     * @param extension without dot
     * @param mimeType its type
     */
    record Format(String extension, String mimeType) {
        static final Format JPEG = new Format("jpg", "image/jpeg");
        static final Format PNG = new Format("png", "image/png");
        static final Format WEBP = new Format("webp", "image/webp");

        /** Returns the wanted format, or JPEG where this one cannot be written here, or not in this size. */
        static Format of(String wanted, FrameSize size) {
            return switch (wanted) {
                case "png" -> PNG;
                case "webp" ->
                    Math.max(size.width(), size.height()) <= WEBP_LIMIT
                                    && writer("webp").hasNext()
                            ? WEBP
                            : JPEG;
                default -> JPEG;
            };
        }
    }

    static void write(BufferedImage picture, Format format, Path file) {
        ImageWriter writer = writer(format.extension()).next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            if (format.equals(Format.JPEG)) {
                how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                how.setCompressionQuality(JPEG_QUALITY);
            } else if (format.equals(Format.WEBP)) {
                how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                how.setCompressionType("Lossy");
                how.setCompressionQuality(WEBP_QUALITY);
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), how);
        } catch (IOException e) {
            throw Workspace.failure("A clip's poster could not be written", e);
        } finally {
            writer.dispose();
        }
    }

    private static Iterator<ImageWriter> writer(String extension) {
        return ImageIO.getImageWritersBySuffix(extension);
    }
}
