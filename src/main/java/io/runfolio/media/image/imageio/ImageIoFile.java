package io.runfolio.media.image.imageio;

import io.runfolio.media.image.format.DecodedStill;
import io.runfolio.media.image.format.ImageFile;
import io.runfolio.media.image.format.ImageHeader;
import io.runfolio.media.image.format.Reduction;
import io.runfolio.media.image.metadata.EmbeddedMetadata;
import io.runfolio.media.image.pixel.Size;
import java.awt.color.ColorSpace;
import java.awt.image.ColorModel;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;

/** A picture file whose header and pixels are read by an ImageIO reader. */
public final class ImageIoFile implements ImageFile {
    private final Path path;
    private final Class<? extends ImageReaderSpi> provider;
    private final ImageHeader header;

    /**
     * Reads the header.
     *
     * @param provider the registered provider of the reader
     */
    public ImageIoFile(Path path, Class<? extends ImageReaderSpi> provider) throws IOException {
        this.path = path;
        this.provider = provider;
        this.header = header(path, ImageReaders.registered(provider), false, EmbeddedMetadata.nothing());
    }

    /** Returns the header as a reader sees it, with what the caller knows of the file. The reader is used up. */
    public static ImageHeader header(Path path, ImageReader reader, boolean truncated, EmbeddedMetadata embedded)
            throws IOException {
        try (TimedImageInputStream in = new TimedImageInputStream(path)) {
            reader.setInput(in, true, false);
            Size size = new Size(reader.getWidth(0), reader.getHeight(0));
            ImageTypeSpecifier raw = reader.getRawImageType(0);
            ColorModel model = (raw == null ? reader.getImageTypes(0).next() : raw).getColorModel();
            return new ImageHeader(size, 1, model.getComponentSize(0), model.hasAlpha(), truncated, embedded);
        } finally {
            reader.dispose();
        }
    }

    /** Returns the bytes per pixel of a reader that gives samples of whole bytes, and of the result. */
    public static int bytesPerPixel(ImageHeader header) {
        return header.channels() * Math.max(1, (header.bitDepth() + 7) / 8) + header.channels();
    }

    @Override
    public ImageHeader header() {
        return header;
    }

    @Override
    public DecodedStill still(Reduction reduction) throws IOException {
        ImageReader reader = ImageReaders.registered(provider);
        try (ImageInputStream in = new TimedImageInputStream(path);
                ImageIoSession session = new ImageIoSession(reader, in)) {
            return session.still(grayAsStored(reader), reduction.factor());
        }
    }

    /** Keeps gray samples as stored, as the reader of PSD converts gray to the platform's linear gray. */
    private static ImageReadParam grayAsStored(ImageReader reader) throws IOException {
        ImageReadParam param = reader.getDefaultReadParam();
        ImageTypeSpecifier raw = reader.getRawImageType(0);
        if (raw != null && raw.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
            param.setDestinationType(raw);
        }
        return param;
    }

    @Override
    public int bytesPerPixel() {
        return bytesPerPixel(header);
    }
}
