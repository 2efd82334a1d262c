package io.runfolio.media.image.imageio;

import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/** Creates ImageIO readers by name, never by asking all registered ones. Native decoders may be among them. */
public final class ImageReaders {
    private static final String PLATFORM_JPEG = "com.sun.imageio.plugins.jpeg.JPEGImageReaderSpi";

    static {
        // ImageIO's cache files would be left behind by a killed worker
        ImageIO.setUseCache(false);
    }

    private ImageReaders() {}

    /** Returns a new reader of the platform for JPEG. */
    public static ImageReader platformJpeg() throws IOException {
        Iterator<ImageReaderSpi> all =
                IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, false);
        while (all.hasNext()) {
            ImageReaderSpi provider = all.next();
            if (provider.getClass().getName().equals(PLATFORM_JPEG)) {
                return provider.createReaderInstance();
            }
        }
        throw new IllegalStateException("The Java platform lacks " + PLATFORM_JPEG);
    }

    /**
     * Returns a new reader of a registered provider.
     *
     * <p>TwelveMonkeys' readers find the platform's through the registry that they are in, so a provider that is merely
     * constructed does not work.
     */
    public static ImageReader registered(Class<? extends ImageReaderSpi> type) throws IOException {
        ImageReaderSpi provider = IIORegistry.getDefaultInstance().getServiceProviderByClass(type);
        if (provider == null) {
            throw new IllegalStateException(type.getSimpleName() + " is not registered with ImageIO");
        }
        return provider.createReaderInstance();
    }
}
