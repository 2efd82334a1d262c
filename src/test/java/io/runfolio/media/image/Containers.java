package io.runfolio.media.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.runfolio.media.image.pixel.Size;
import io.runfolio.media.image.webp.WebpContainerWriter;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** Formats that one picture, with metadata, can be written in. */
public enum Containers {
    JPEG("jpg") {
        @Override
        public byte[] hold(BufferedImage image, byte[] exif, byte[] icc) throws IOException {
            byte[] jpeg = jpeg(image);
            if (exif.length > 0) {
                jpeg = segment(jpeg, 0xe1, join("Exif\0\0".getBytes(ISO_8859_1), exif));
            }
            return icc.length == 0 ? jpeg : segment(jpeg, 0xe2, join("ICC_PROFILE\0\1\1".getBytes(ISO_8859_1), icc));
        }
    },
    PNG("png") {
        @Override
        public byte[] hold(BufferedImage image, byte[] exif, byte[] icc) throws IOException {
            byte[] png = Pictures.encoded(image, "png");
            png = exif.length == 0 ? png : PngFiles.with(png, "eXIf", exif);
            return icc.length == 0
                    ? png
                    : PngFiles.with(png, "iCCP", join("profile\0\0".getBytes(ISO_8859_1), PngFiles.deflated(icc)));
        }
    },
    WEBP("webp") {
        @Override
        public byte[] hold(BufferedImage image, byte[] exif, byte[] icc) throws IOException {
            byte[] still = Pictures.losslessWebp(image);
            ByteArrayOutputStream chunks = new ByteArrayOutputStream();
            int flags = (icc.length > 0 ? 0x20 : 0) | (exif.length > 0 ? 8 : 0);
            WebpContainerWriter.append(
                    chunks, "VP8X", WebpContainerWriter.extended(flags, new Size(image.getWidth(), image.getHeight())));
            if (icc.length > 0) {
                WebpContainerWriter.append(chunks, "ICCP", icc);
            }
            chunks.write(still, 12, still.length - 12);
            if (exif.length > 0) {
                WebpContainerWriter.append(chunks, "EXIF", exif);
            }
            return WebpContainerWriter.file(chunks.toByteArray());
        }
    },
    TIFF("tiff") {
        @Override
        public byte[] hold(BufferedImage image, byte[] exif, byte[] icc) {
            return tiff(image, exif.length == 0 ? 1 : exif[18], icc);
        }
    };

    public final String extension;

    Containers(String extension) {
        this.extension = extension;
    }

    /** Returns the picture with an EXIF block and a profile, either of which may be empty. */
    public abstract byte[] hold(BufferedImage image, byte[] exif, byte[] icc) throws IOException;

    /** Returns a little-endian EXIF block that has only an orientation. */
    public static byte[] orientation(int tag) {
        return ByteBuffer.allocate(26)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {'I', 'I', 42, 0})
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putInt(tag)
                .putInt(0)
                .array();
    }

    static byte[] jpeg(BufferedImage image) throws IOException {
        return JpegFiles.encoded(image, 1, 1, false, JpegFiles.Mark.JFIF);
    }

    /** Returns a JPEG with one more segment right behind its start marker. */
    static byte[] segment(byte[] jpeg, int marker, byte[] data) {
        byte[] head = {
            jpeg[0], jpeg[1], (byte) 0xff, (byte) marker, (byte) (data.length + 2 >> 8), (byte) (data.length + 2)
        };
        byte[] rest = Arrays.copyOfRange(jpeg, 2, jpeg.length);
        return join(join(head, data), rest);
    }

    public static byte[] join(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length)
                .put(one)
                .put(other)
                .array();
    }

    /** Writes an uncompressed little-endian RGB TIFF. */
    static byte[] tiff(BufferedImage image, int orientation, byte[] icc) {
        byte[] samples = Pictures.pixels(image).samples();
        int pixels = 8;
        int bits = pixels + samples.length;
        int profile = bits + 6;
        SortedMap<Integer, int[]> tags = new TreeMap<>();
        tags.put(256, new int[] {4, 1, image.getWidth()});
        tags.put(257, new int[] {4, 1, image.getHeight()});
        tags.put(258, new int[] {3, 3, bits});
        tags.put(259, new int[] {3, 1, 1});
        tags.put(262, new int[] {3, 1, 2});
        tags.put(273, new int[] {4, 1, pixels});
        tags.put(274, new int[] {3, 1, orientation});
        tags.put(277, new int[] {3, 1, 3});
        tags.put(278, new int[] {4, 1, image.getHeight()});
        tags.put(279, new int[] {4, 1, samples.length});
        if (icc.length > 0) {
            tags.put(34675, new int[] {7, icc.length, profile});
        }
        int folder = profile + icc.length + (icc.length & 1);
        ByteBuffer file = ByteBuffer.allocate(folder + 2 + 12 * tags.size() + 4).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {'I', 'I', 42, 0}).putInt(folder).put(samples);
        file.putShort((short) 8)
                .putShort((short) 8)
                .putShort((short) 8)
                .put(icc)
                .position(folder);
        file.putShort((short) tags.size());
        tags.forEach((tag, value) -> file.putShort((short) (int) tag)
                .putShort((short) value[0])
                .putInt(value[1])
                .putInt(value[2]));
        return file.putInt(0).array();
    }
}
