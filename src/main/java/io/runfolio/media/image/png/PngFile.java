package io.runfolio.media.image.png;

import io.runfolio.media.ByteSource;
import io.runfolio.media.image.format.AnimationFrame;
import io.runfolio.media.image.format.DecodedStill;
import io.runfolio.media.image.format.FrameSource;
import io.runfolio.media.image.format.ImageFile;
import io.runfolio.media.image.format.ImageHeader;
import io.runfolio.media.image.format.Reduction;
import java.io.IOException;
import java.util.List;

/** A PNG file; its list of chunks is read once and serves header, still and frames. */
public final class PngFile implements ImageFile {
    private final ByteSource file;
    private final List<PngChunks.Chunk> chunks;
    private final ImageHeader header;

    /** Reads the header. */
    public PngFile(ByteSource file) throws IOException {
        this.file = file;
        PngHeader.requireHeader(file);
        this.chunks = PngChunks.of(file);
        this.header = PngHeader.read(file, chunks);
    }

    @Override
    public ImageHeader header() {
        return header;
    }

    @Override
    public DecodedStill still(Reduction reduction) throws IOException {
        return decoder().still(chunks, reduction.least());
    }

    @Override
    public FrameSource frames() throws IOException {
        return new ApngFrames(file, chunks, decoder());
    }

    @Override
    public int bytesPerPixel() {
        return header.animated() ? AnimationFrame.COMPOSITING_BYTES_PER_PIXEL : header.channels();
    }

    private PngDecoder decoder() throws IOException {
        return new PngDecoder(file, PngSampleFormat.read(file, chunks));
    }
}
