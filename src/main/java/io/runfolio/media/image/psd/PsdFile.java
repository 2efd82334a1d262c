package io.runfolio.media.image.psd;

import com.twelvemonkeys.imageio.plugins.psd.PSDImageReaderSpi;
import io.runfolio.media.ByteSource;
import io.runfolio.media.image.format.ImageFile;
import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.media.image.imageio.ImageIoFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;

/** Opens Photoshop documents, of which an ImageIO reader decodes the merged picture. */
public final class PsdFile {
    private static final int MAX_RESOURCES = 10_000;
    private static final int HEADER_BYTES = 26;

    private PsdFile() {}

    /** Checks a file and reads its header. */
    public static ImageFile open(Path path, ByteSource bytes) throws IOException {
        requireFewResources(bytes);
        return new ImageIoFile(path, PSDImageReaderSpi.class);
    }

    /**
     * Checks the number of image resources.
     *
     * <p>Adobe Photoshop File Formats Specification, "Image Resources Section".
     */
    private static void requireFewResources(ByteSource file) throws IOException {
        try {
            long at = HEADER_BYTES + 4 + file.u32(HEADER_BYTES);
            long end = Math.min(file.size(), at + 4 + file.u32(at));
            at += 4;
            for (int count = 0; at + 12 <= end; count++) {
                if (count == MAX_RESOURCES) {
                    throw UnusableImageException.tooComplex("The PSD has more than " + MAX_RESOURCES + " resources");
                }
                long size = at + 6 + (file.u8(at + 6) + 2 & ~1);
                long bytes = file.u32(size);
                at = size + 4 + bytes + (bytes & 1);
            }
        } catch (EOFException e) {
            // the reader finds the same end
            return;
        }
    }
}
