package io.runfolio.media.image;

import java.io.EOFException;
import java.io.IOException;

/** Bounds the work that BMP and PSD files ask of their readers, beside that of their pixels. */
final class OtherStructure {
    private static final int MAX_RESOURCES = 10_000;
    private static final int BMP_JPEG = 4;
    private static final int BMP_PNG = 5;
    private static final int PSD_HEADER_BYTES = 26;

    private OtherStructure() {}

    /** Refuses pictures of another format within a BMP, which only printers take: their own limits would go unchecked. */
    static void checkBmp(ByteSource file) throws IOException {
        int headerBytes = file.u16le(14);
        long compression = headerBytes >= 40 ? file.u32le(30) : 0;
        if (compression == BMP_JPEG || compression == BMP_PNG) {
            throw UnusableImageException.unsupported(
                    "no_decoder", "The BMP holds a picture of another format, which is not read");
        }
    }

    /** Checks the count of image resources: Adobe Photoshop File Formats Specification, "Image Resources Section". */
    static void checkPsd(ByteSource file) throws IOException {
        try {
            long at = PSD_HEADER_BYTES + 4 + file.u32(PSD_HEADER_BYTES);
            long end = Math.min(file.size(), at + 4 + file.u32(at));
            at += 4;
            for (int count = 0; at + 12 <= end; count++) {
                if (count == MAX_RESOURCES) {
                    throw UnusableImageException.tooComplex("The PSD has more than " + MAX_RESOURCES + " resources");
                }
                long size = at + 6 + (file.u8(at + 6) + 2 & ~1);
                long bytes = file.u32(size);
                at = size + 4 + bytes + (bytes & 1);
            }
        } catch (EOFException e) {
            // the reader finds the same end
        }
    }
}
