package io.runfolio.media.image.webp;

import io.runfolio.media.ByteSource;
import io.runfolio.media.image.format.AnimationFrame;
import io.runfolio.media.image.format.DecodedStill;
import io.runfolio.media.image.format.FrameSource;
import io.runfolio.media.image.format.ImageFile;
import io.runfolio.media.image.format.ImageHeader;
import io.runfolio.media.image.format.Reduction;
import java.io.IOException;
import java.util.List;

/** A WebP file; its list of chunks is read once and serves header, still and frames. */
public final class WebpFile implements ImageFile {
    private static final int DECODER_BYTES_PER_PIXEL = 4;

    private final ByteSource file;
    private final List<WebpChunks.Chunk> chunks;
    private final ImageHeader header;

    /** Reads the header. */
    public WebpFile(ByteSource file) throws IOException {
        this.file = file;
        this.chunks = WebpChunks.ofFile(file);
        this.header = WebpHeader.read(file, chunks);
    }

    @Override
    public ImageHeader header() {
        return header;
    }

    @Override
    public DecodedStill still(Reduction reduction) throws IOException {
        return WebpDecoder.decode(file, chunks, header.size());
    }

    @Override
    public FrameSource frames() throws IOException {
        return new WebpFrames(file, chunks, header.size());
    }

    @Override
    public int bytesPerPixel() {
        return header.animated()
                ? AnimationFrame.COMPOSITING_BYTES_PER_PIXEL
                : DECODER_BYTES_PER_PIXEL + header.channels();
    }
}
