package io.runfolio.media.image.webp;

import io.runfolio.media.ByteSource;
import io.runfolio.media.image.format.ImageHeader;
import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.media.image.metadata.EmbeddedMetadata;
import io.runfolio.media.image.pixel.Size;
import java.io.IOException;
import java.util.List;

/** Reads the header and metadata of a WebP: RFC 9649. */
final class WebpHeader {
    private final ByteSource file;
    private final EmbeddedMetadata.Builder embedded = new EmbeddedMetadata.Builder();
    private Size size;
    private int frames;
    private boolean alpha;

    private WebpHeader(ByteSource file) {
        this.file = file;
    }

    /** Returns the header of a file with these chunks. */
    static ImageHeader read(ByteSource file, List<WebpChunks.Chunk> chunks) throws IOException {
        return new WebpHeader(file).read(chunks);
    }

    private ImageHeader read(List<WebpChunks.Chunk> chunks) throws IOException {
        long end = 8 + file.u32le(4);
        boolean truncated = file.size() < end;
        for (WebpChunks.Chunk chunk : chunks) {
            if (chunk.start() > end) {
                break; // bytes behind the RIFF chunk are not part of the picture
            }
            truncated |= !chunk.whole();
            chunk(chunk.type(), chunk.start(), chunk.length());
        }
        if (size == null) {
            throw UnusableImageException.corrupt("The WebP has no picture", null);
        }
        return new ImageHeader(size, Math.max(1, frames), 8, alpha, truncated, embedded.build());
    }

    private void chunk(String type, long start, long length) throws IOException {
        switch (type) {
            case "VP8X" -> {
                alpha = (file.u8(start) & 0x10) != 0;
                size = new Size(file.u24le(start + 4) + 1, file.u24le(start + 7) + 1);
            }
            case "VP8 " -> size = size == null ? lossy(file, start) : size;
            case "VP8L" -> {
                size = size == null ? lossless(file, start) : size;
                alpha |= (file.u8(start + 4) & 0x10) != 0;
            }
            case "ANMF" -> frames++;
            case "ICCP" -> embedded.icc(file.bytesUpTo(start, length, EmbeddedMetadata.MAX_BLOCK));
            case "EXIF" -> exif(start, length);
            case "XMP " -> embedded.xmp(file.bytesUpTo(start, length, EmbeddedMetadata.MAX_BLOCK));
            case "C2PA" -> embedded.c2pa();
            default -> {}
        }
    }

    /** Reads an EXIF block; some writers put JPEG's "Exif" mark before it. */
    private void exif(long start, long length) throws IOException {
        int mark = length > 6 && file.has(start, "Exif\0\0") ? 6 : 0;
        embedded.exif(file.bytesUpTo(start + mark, length - mark, EmbeddedMetadata.MAX_BLOCK));
    }

    /** Returns the size that a VP8 chunk's key frame names. */
    static Size lossy(ByteSource file, long start) throws IOException {
        if (file.u24le(start + 3) != 0x2a019d) {
            throw UnusableImageException.corrupt("The WebP's key frame has no start code", null);
        }
        return new Size(file.u16le(start + 6) & 0x3fff, file.u16le(start + 8) & 0x3fff);
    }

    /** Returns the size that a VP8L chunk names. */
    static Size lossless(ByteSource file, long start) throws IOException {
        if (file.u8(start) != 0x2f) {
            throw UnusableImageException.corrupt("The WebP's lossless data has no signature", null);
        }
        long bits = file.u32le(start + 1);
        return new Size((int) (bits & 0x3fff) + 1, (int) (bits >> 14 & 0x3fff) + 1);
    }
}
