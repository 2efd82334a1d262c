package io.runfolio.media.image.png;

import io.runfolio.media.ByteSource;
import io.runfolio.media.image.format.AnimationFrame;
import io.runfolio.media.image.format.AnimationFrame.Disposal;
import io.runfolio.media.image.format.DecodedStill;
import io.runfolio.media.image.format.FrameSource;
import io.runfolio.media.image.pixel.Size;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Frames of an animated PNG: PNG 3rd edition, sections 11.3.6 and 13.2.
 *
 * <p>A default picture without a frame control before it is not a frame.
 */
final class ApngFrames implements FrameSource {
    private final ByteSource file;
    private final List<PngChunks.Chunk> chunks;
    private final PngDecoder decoder;
    private int at;
    private int shown;

    ApngFrames(ByteSource file, List<PngChunks.Chunk> chunks, PngDecoder decoder) {
        this.file = file;
        this.chunks = chunks;
        this.decoder = decoder;
    }

    @Override
    public int loops() {
        for (PngChunks.Chunk chunk : chunks) {
            if (chunk.type().equals("acTL") && chunk.whole()) {
                try {
                    return (int) Math.min(65_535, file.u32(chunk.start() + 4));
                } catch (IOException e) {
                    return 0;
                }
            }
        }
        return 0;
    }

    @Override
    public Optional<AnimationFrame> next() throws IOException {
        while (at < chunks.size() && !chunks.get(at).type().equals("fcTL")) {
            at++;
        }
        if (at == chunks.size()) {
            return Optional.empty();
        }
        long control = chunks.get(at++).start();
        List<PngChunks.Chunk> data = new ArrayList<>();
        for (; at < chunks.size() && !chunks.get(at).type().equals("fcTL"); at++) {
            PngChunks.Chunk chunk = chunks.get(at);
            if (chunk.type().equals("IDAT")) {
                data.add(chunk);
            } else if (chunk.type().equals("fdAT") && chunk.length() > 4) {
                // a sequence number precedes the data
                data.add(new PngChunks.Chunk("fdAT", chunk.start() + 4, chunk.length() - 4, chunk.whole()));
            }
        }
        return Optional.of(frame(control, data));
    }

    private AnimationFrame frame(long control, List<PngChunks.Chunk> data) throws IOException {
        long width = file.u32(control + 4);
        long height = file.u32(control + 8);
        long x = file.u32(control + 12);
        long y = file.u32(control + 16);
        if (width < 1
                || height < 1
                || x + width > decoder.size().width()
                || y + height > decoder.size().height()) {
            throw new IOException("A frame lies outside the canvas");
        }
        int denominator = file.u16(control + 22);
        DecodedStill decoded = decoder.decode(data, new Size((int) width, (int) height));
        if (decoded.damaged()) {
            throw new IOException("A frame's data is missing");
        }
        boolean first = shown++ == 0;
        return new AnimationFrame(
                decoded.pixels(),
                (int) x,
                (int) y,
                file.u16(control + 20) * 1000 / (denominator == 0 ? 100 : denominator),
                file.u8(control + 25) == 1,
                disposal(file.u8(control + 24), first));
    }

    private static Disposal disposal(int operation, boolean first) {
        return switch (operation) {
            case 1 -> Disposal.CLEAR;
            case 2 -> first ? Disposal.CLEAR : Disposal.RESTORE;
            default -> Disposal.KEEP;
        };
    }
}
