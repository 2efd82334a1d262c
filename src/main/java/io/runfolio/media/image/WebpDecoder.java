package io.runfolio.media.image;

import io.runfolio.media.SniffedType.Format;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes stills of WebP from their bare bitstream: the reader would apply a profile itself, and does not composite animations. */
final class WebpDecoder {
    private WebpDecoder() {}

    /** Decodes the picture of a file that is not animated. */
    static Pixels decode(Path path) throws IOException {
        try (ByteSource file = ByteSource.open(path)) {
            Size size = WebpHeader.read(file).size();
            List<WebpChunks.Chunk> chunks = WebpChunks.of(file, 12, file.size());
            return decode(WebpChunks.bitstream(file, chunks), size);
        }
    }

    /** Decodes a bitstream: VP8 with or without ALPH, or VP8L. */
    static Pixels decode(byte[] bitstream, Size size) throws IOException {
        ImageReader reader = Readers.of(Format.WEBP, false).orElseThrow();
        try (MemoryCacheImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(WebpChunks.still(bitstream, size)))) {
            reader.setInput(in, true, true);
            return Rasters.pixels(reader.read(0));
        } finally {
            reader.dispose();
        }
    }
}
