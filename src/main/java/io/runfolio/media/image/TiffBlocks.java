package io.runfolio.media.image;

import java.io.IOException;

/** Finds what a TIFF carries beside its pixels. A TIFF is an EXIF block itself; of a large one only the start is looked at. */
final class TiffBlocks {
    private static final int ICC_PROFILE = 0x8773;
    private static final int XMP = 0x02bc;
    private static final int IPTC = 0x83bb;

    private TiffBlocks() {}

    static Embedded read(ByteSource file) throws IOException {
        Embedded.Builder embedded = new Embedded.Builder();
        if (HeaderReader.isBigTiff(file)) {
            return embedded.build();
        }
        boolean little = file.u8(0) == 'I';
        long folder = u32(file, 4, little);
        int count = u16(file, folder, little);
        for (long entry = folder + 2; count > 0; entry += 12, count--) {
            long length = u32(file, entry + 4, little);
            long start = u32(file, entry + 8, little);
            switch (u16(file, entry, little)) {
                case ICC_PROFILE -> embedded.icc(file.bytesUpTo(start, length, Embedded.MAX_BLOCK));
                case XMP -> embedded.xmp(file.bytesUpTo(start, length, Embedded.MAX_BLOCK));
                case IPTC -> embedded.iptc(file.bytesUpTo(start, length, Embedded.MAX_BLOCK));
                default -> {}
            }
        }
        embedded.exif(file.bytesUpTo(0, file.size(), Embedded.MAX_BLOCK));
        return embedded.build();
    }

    private static int u16(ByteSource file, long at, boolean little) throws IOException {
        return little ? file.u16le(at) : file.u16(at);
    }

    private static long u32(ByteSource file, long at, boolean little) throws IOException {
        return little ? file.u32le(at) : file.u32(at);
    }
}
