package io.runfolio.media.image.webp;

import io.runfolio.media.ByteSource;
import io.runfolio.media.image.format.AnimationFrame;
import io.runfolio.media.image.format.AnimationFrame.Disposal;
import io.runfolio.media.image.format.DecodedStill;
import io.runfolio.media.image.format.FrameSource;
import io.runfolio.media.image.pixel.Size;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Frames of an animated WebP: RFC 9649, section 2.7.1.1. */
final class WebpFrames implements FrameSource {
    private static final int FRAME_HEADER = 16;

    private final ByteSource file;
    private final Iterator<WebpChunks.Chunk> frames;
    private final Size canvas;
    private final int loops;

    WebpFrames(ByteSource file, List<WebpChunks.Chunk> chunks, Size canvas) throws IOException {
        this.file = file;
        this.canvas = canvas;
        this.frames =
                chunks.stream().filter(chunk -> chunk.type().equals("ANMF")).iterator();
        Optional<WebpChunks.Chunk> control = chunks.stream()
                .filter(chunk -> chunk.type().equals("ANIM") && chunk.length() >= 6)
                .findFirst();
        this.loops = control.isPresent() ? file.u16le(control.get().start() + 4) : 0;
    }

    @Override
    public int loops() {
        return loops;
    }

    @Override
    public Optional<AnimationFrame> next() throws IOException {
        if (!frames.hasNext()) {
            return Optional.empty();
        }
        WebpChunks.Chunk frame = frames.next();
        long at = frame.start();
        int flags = file.u8(at + 15);
        List<WebpChunks.Chunk> parts = WebpChunks.between(file, at + FRAME_HEADER, at + frame.length());
        DecodedStill decoded = WebpDecoder.decode(file, parts, canvas);
        if (decoded.damaged()) {
            throw new IOException("A frame's data is missing");
        }
        return Optional.of(new AnimationFrame(
                decoded.pixels(),
                2 * file.u24le(at),
                2 * file.u24le(at + 3),
                file.u24le(at + 12),
                (flags & 2) == 0,
                (flags & 1) == 1 ? Disposal.CLEAR : Disposal.KEEP));
    }
}
