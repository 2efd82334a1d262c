package io.runfolio.media.image;

import java.io.IOException;

/** Walks a WebP's RIFF chunks: RFC 9649. */
final class WebpHeader {
    private final ByteSource file;
    private final Embedded.Builder embedded = new Embedded.Builder();
    private Size size;
    private int frames;
    private boolean alpha;

    private WebpHeader(ByteSource file) {
        this.file = file;
    }

    static ImageHeader read(ByteSource file) throws IOException {
        return new WebpHeader(file).walk();
    }

    private ImageHeader walk() throws IOException {
        long end = Math.min(file.size(), 8 + file.u32le(4));
        boolean truncated = file.size() < 8 + file.u32le(4);
        int chunks = 0;
        for (long at = 12; at + 8 <= end; ) {
            if (++chunks > WebpChunks.MAX_CHUNKS) {
                throw UnusableImageException.tooComplex("The WebP has more than " + WebpChunks.MAX_CHUNKS + " chunks");
            }
            long length = file.u32le(at + 4);
            if (at + 8 + length > file.size()) {
                truncated = true;
            }
            chunk(file.fourcc(at), at + 8, Math.min(length, file.size() - at - 8));
            at += 8 + length + (length & 1);
        }
        if (size == null) {
            throw UnusableImageException.corrupt("The WebP holds no picture", null);
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
            case "ICCP" -> embedded.icc(file.bytesUpTo(start, length, Embedded.MAX_BLOCK));
            case "EXIF" -> exif(start, length);
            case "XMP " -> embedded.xmp(file.bytesUpTo(start, length, Embedded.MAX_BLOCK));
            case "C2PA" -> embedded.c2pa();
            default -> {}
        }
    }

    /** Some writers put JPEG's "Exif" mark before the block. */
    private void exif(long start, long length) throws IOException {
        int mark = length > 6 && file.has(start, "Exif\0\0") ? 6 : 0;
        embedded.exif(file.bytesUpTo(start + mark, length - mark, Embedded.MAX_BLOCK));
    }

    /** Returns the size that a VP8 chunk's key frame names. */
    static Size lossy(ByteSource file, long start) throws IOException {
        if (file.u24le(start + 3) != 0x2a019d) {
            throw UnusableImageException.corrupt("The WebP's key frame does not start as one", null);
        }
        return new Size(file.u16le(start + 6) & 0x3fff, file.u16le(start + 8) & 0x3fff);
    }

    /** Returns the size that a VP8L chunk names. */
    static Size lossless(ByteSource file, long start) throws IOException {
        if (file.u8(start) != 0x2f) {
            throw UnusableImageException.corrupt("The WebP's lossless data does not start as such", null);
        }
        long bits = file.u32le(start + 1);
        return new Size((int) (bits & 0x3fff) + 1, (int) (bits >> 14 & 0x3fff) + 1);
    }
}
