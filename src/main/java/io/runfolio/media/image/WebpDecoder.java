package io.runfolio.media.image;

import io.runfolio.media.SniffedType.Format;
import io.runfolio.media.WorkDeadline;
import io.runfolio.media.image.vp8.Vp8Decoder;
import io.runfolio.media.image.vp8.Vp8Frame;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes stills of WebP. Lossy ones by our own decoder, as the library's predicts from samples that its loop filter has already smoothed and drifts to green; lossless ones by the
 * library, from their bare bitstream, so that it applies no profile itself.
 */
final class WebpDecoder {
    private WebpDecoder() {}

    /** A decoded picture; {@code whole} is false if data was missing. */
    record Decoded(Pixels pixels, boolean whole) {}

    /** Decodes the picture of a file that is not animated. */
    static Decoded decode(Path path) throws IOException {
        try (ByteSource file = ByteSource.open(path)) {
            return decode(
                    file,
                    WebpChunks.of(file, 12, file.size()),
                    WebpHeader.read(file).size());
        }
    }

    /**
     * Decodes a picture from its chunks: VP8 with or without ALPH, or VP8L; others are passed over.
     *
     * @param canvas what the file's header names, and limits were checked on: a picture must not be larger
     */
    static Decoded decode(ByteSource file, List<WebpChunks.Chunk> chunks, Size canvas) throws IOException {
        byte[] alpha = new byte[0];
        for (WebpChunks.Chunk chunk : chunks) {
            switch (chunk.type()) {
                case "ALPH" -> alpha = bytes(file, chunk);
                case "VP8L" -> {
                    mustFit(WebpHeader.lossless(file, chunk.start()), canvas);
                    return new Decoded(lossless(bytes(file, chunk)), true);
                }
                case "VP8 " -> {
                    mustFit(WebpHeader.lossy(file, chunk.start()), canvas);
                    Vp8Frame frame = Vp8Decoder.decode(bytes(file, chunk));
                    Pixels colours = new Pixels(frame.width(), frame.height(), 3, frame.rgb());
                    return new Decoded(alpha.length == 0 ? colours : WebpAlpha.on(colours, alpha), frame.isWhole());
                }
                default -> {}
            }
        }
        throw new IOException("The WebP holds no picture");
    }

    private static void mustFit(Size picture, Size canvas) throws IOException {
        if (picture.width() > canvas.width() || picture.height() > canvas.height()) {
            throw new IOException("The picture is larger than the header says");
        }
    }

    /** Decodes the contents of a VP8L chunk. */
    static Pixels lossless(byte[] data) throws IOException {
        WorkDeadline.check();
        ByteArrayOutputStream chunk = new ByteArrayOutputStream(data.length + 8);
        WebpChunks.append(chunk, "VP8L", data);
        ImageReader reader = Readers.of(Format.WEBP, false).orElseThrow();
        try (MemoryCacheImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(WebpChunks.file(chunk.toByteArray())))) {
            reader.setInput(in, true, true);
            return Rasters.pixels(reader.read(0));
        } finally {
            reader.dispose();
        }
    }

    private static byte[] bytes(ByteSource file, WebpChunks.Chunk chunk) throws IOException {
        return file.bytes(chunk.start(), Math.toIntExact(chunk.length()));
    }
}
