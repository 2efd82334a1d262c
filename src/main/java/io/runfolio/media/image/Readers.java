package io.runfolio.media.image;

import com.twelvemonkeys.imageio.plugins.bmp.BMPImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.bmp.ICOImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.psd.PSDImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.BigTIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import io.runfolio.media.SniffedType.Format;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/** Picks a reader by what the file is. Never by asking all registered ones: native decoders may be among them. */
final class Readers {
    static {
        // scratch files of ImageIO would be strays of ours
        ImageIO.setUseCache(false);
    }

    private Readers() {}

    /** Returns a reader without input, or empty if the format is not read in Java. */
    static Optional<ImageReader> of(Format format, boolean bigTiff) throws IOException {
        return switch (format) {
            case JPEG -> Optional.of(jdk("com.sun.imageio.plugins.jpeg.JPEGImageReaderSpi"));
            case WEBP -> Optional.of(registered(WebPImageReaderSpi.class).createReaderInstance());
            case TIFF ->
                Optional.of(registered(bigTiff ? BigTIFFImageReaderSpi.class : TIFFImageReaderSpi.class)
                        .createReaderInstance());
            case BMP -> Optional.of(registered(BMPImageReaderSpi.class).createReaderInstance());
            case ICO -> Optional.of(registered(ICOImageReaderSpi.class).createReaderInstance());
            case PSD -> Optional.of(registered(PSDImageReaderSpi.class).createReaderInstance());
            default -> Optional.empty();
        };
    }

    /** Returns a reader for JPEG that the platform's does not read. */
    static ImageReader lenientJpeg() throws IOException {
        return registered(JPEGImageReaderSpi.class).createReaderInstance();
    }

    private static ImageReader jdk(String name) throws IOException {
        Iterator<ImageReaderSpi> all =
                IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, false);
        while (all.hasNext()) {
            ImageReaderSpi one = all.next();
            if (one.getClass().getName().equals(name)) {
                return one.createReaderInstance();
            }
        }
        throw new IllegalStateException("the Java platform lacks " + name);
    }

    /** TwelveMonkeys' readers look for the JDK's through the registry that they stand in. */
    private static ImageReaderSpi registered(Class<? extends ImageReaderSpi> type) {
        ImageReaderSpi provider = IIORegistry.getDefaultInstance().getServiceProviderByClass(type);
        if (provider == null) {
            throw new IllegalStateException(type.getSimpleName() + " is not registered with ImageIO");
        }
        return provider;
    }
}
