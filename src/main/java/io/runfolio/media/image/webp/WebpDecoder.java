package io.runfolio.media.image.webp;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import io.runfolio.media.ByteSource;
import io.runfolio.media.WorkDeadline;
import io.runfolio.media.image.format.DecodedStill;
import io.runfolio.media.image.imageio.ImageReaders;
import io.runfolio.media.image.pixel.BufferedImages;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.media.image.pixel.Size;
import io.runfolio.media.image.webp.vp8.Vp8Decoder;
import io.runfolio.media.image.webp.vp8.Vp8Frame;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes stills of WebP.
 *
 * <p>Lossy ones by the decoder of this program, as the library's predicts from samples that its loop filter has already
 * smoothed and drifts to green. Lossless ones by the library, from their bare bitstream, so that it applies no profile.
 */
final class WebpDecoder {
    private WebpDecoder() {}

    /**
     * Decodes a picture from its chunks: VP8 with or without ALPH, or VP8L; others are ignored.
     *
     * @param canvas size in the header, on which limits were checked: a picture must not be larger
     */
    static DecodedStill decode(ByteSource file, List<WebpChunks.Chunk> chunks, Size canvas) throws IOException {
        byte[] alpha = new byte[0];
        for (WebpChunks.Chunk chunk : chunks) {
            switch (chunk.type()) {
                case "ALPH" -> alpha = bytes(file, chunk);
                case "VP8L" -> {
                    requireFit(WebpHeader.lossless(file, chunk.start()), canvas);
                    return DecodedStill.of(lossless(bytes(file, chunk)), false);
                }
                case "VP8 " -> {
                    requireFit(WebpHeader.lossy(file, chunk.start()), canvas);
                    Vp8Frame frame = Vp8Decoder.decode(bytes(file, chunk));
                    Pixels colors = new Pixels(frame.width(), frame.height(), 3, frame.rgb());
                    return DecodedStill.of(alpha.length == 0 ? colors : WebpAlpha.on(colors, alpha), !frame.isWhole());
                }
                default -> {}
            }
        }
        throw new IOException("The WebP has no picture");
    }

    private static void requireFit(Size picture, Size canvas) throws IOException {
        if (picture.width() > canvas.width() || picture.height() > canvas.height()) {
            throw new IOException("The picture is larger than the header says");
        }
    }

    /** Decodes the contents of a VP8L chunk. */
    static Pixels lossless(byte[] data) throws IOException {
        WorkDeadline.check();
        ByteArrayOutputStream chunk = new ByteArrayOutputStream(data.length + 8);
        WebpContainerWriter.append(chunk, "VP8L", data);
        ImageReader reader = ImageReaders.registered(WebPImageReaderSpi.class);
        try (MemoryCacheImageInputStream in = new MemoryCacheImageInputStream(
                new ByteArrayInputStream(WebpContainerWriter.file(chunk.toByteArray())))) {
            reader.setInput(in, true, true);
            return BufferedImages.pixels(reader.read(0));
        } finally {
            reader.dispose();
        }
    }

    private static byte[] bytes(ByteSource file, WebpChunks.Chunk chunk) throws IOException {
        return file.bytes(chunk.start(), Math.toIntExact(chunk.length()));
    }
}
