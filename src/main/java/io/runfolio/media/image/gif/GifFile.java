package io.runfolio.media.image.gif;

import io.runfolio.media.ByteSource;
import io.runfolio.media.image.format.AnimationFrame;
import io.runfolio.media.image.format.DecodedStill;
import io.runfolio.media.image.format.FrameCompositor;
import io.runfolio.media.image.format.FrameSource;
import io.runfolio.media.image.format.ImageFile;
import io.runfolio.media.image.format.ImageHeader;
import io.runfolio.media.image.format.Reduction;
import java.io.IOException;

/** A GIF file; its header counts the frames. */
public final class GifFile implements ImageFile {
    private final ByteSource file;
    private final ImageHeader header;

    /** Reads the header. */
    public GifFile(ByteSource file) throws IOException {
        this.file = file;
        this.header = GifHeader.read(file);
    }

    @Override
    public ImageHeader header() {
        return header;
    }

    /** Returns the first frame on its canvas, which it need not fill. */
    @Override
    public DecodedStill still(Reduction reduction) throws IOException {
        AnimationFrame first = frames().next().orElseThrow(() -> new IOException("The GIF has no picture"));
        return DecodedStill.of(new FrameCompositor(header.size()).show(first), false);
    }

    @Override
    public FrameSource frames() throws IOException {
        return new GifFrames(file);
    }

    @Override
    public int bytesPerPixel() {
        return AnimationFrame.COMPOSITING_BYTES_PER_PIXEL;
    }
}
