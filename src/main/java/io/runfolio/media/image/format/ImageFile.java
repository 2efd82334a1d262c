package io.runfolio.media.image.format;

import java.io.IOException;

/** Picture file whose header has been read; its pixels are decoded on demand. Not thread-safe. */
public interface ImageFile {
    /** Returns the header, which is read once. */
    ImageHeader header();

    /**
     * Decodes the still, or the first picture of a file with several.
     *
     * @param reduction how much smaller the picture may be decoded
     * @throws UnusableImageException if the picture is broken or nothing here decodes it
     */
    DecodedStill still(Reduction reduction) throws IOException;

    /** Returns the frames of a file that its header calls animated. */
    default FrameSource frames() throws IOException {
        throw new IllegalStateException("The format has no animations");
    }

    /** Returns the bytes per pixel that decoding holds at its peak: those of the decoder and of the result. */
    int bytesPerPixel();
}
