package io.runfolio.media.image.bmp;

import com.twelvemonkeys.imageio.plugins.bmp.BMPImageReaderSpi;
import io.runfolio.media.ByteSource;
import io.runfolio.media.image.format.ImageFile;
import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.media.image.imageio.ImageIoFile;
import java.io.IOException;
import java.nio.file.Path;

/** Opens Windows bitmaps, which an ImageIO reader decodes. */
public final class BmpFile {
    private static final int JPEG = 4;
    private static final int PNG = 5;

    private BmpFile() {}

    /** Checks a file and reads its header. */
    public static ImageFile open(Path path, ByteSource bytes) throws IOException {
        requireOwnPixels(bytes);
        return new ImageIoFile(path, BMPImageReaderSpi.class);
    }

    /** Refuses JPEG and PNG within a BMP, as their limits would go unchecked; only printers use them. */
    private static void requireOwnPixels(ByteSource file) throws IOException {
        int headerBytes = file.u16le(14);
        long compression = headerBytes >= 40 ? file.u32le(30) : 0;
        if (compression == JPEG || compression == PNG) {
            throw UnusableImageException.unsupported(
                    UnusableImageException.NO_DECODER,
                    "The BMP contains a picture of another format, which is not supported");
        }
    }
}
