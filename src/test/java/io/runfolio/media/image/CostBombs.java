package io.runfolio.media.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Small files of few pixels that ask a decoder for hours of work, or for all memory. */
public enum CostBombs {
    /** Progressive JPEG that repeats its last scan 100,000 times. */
    JPEG_SCANS("jpg") {
        @Override
        public byte[] file() throws IOException {
            byte[] jpeg = progressive(2_000, 2_000);
            String text = new String(jpeg, ISO_8859_1);
            int scan = text.lastIndexOf("\u00ff\u00da");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(jpeg, 0, jpeg.length - 2);
            // the same spectral selection and approximation without data, which the decoder fills with zeros
            byte[] again = Arrays.copyOfRange(jpeg, scan, scan + 12);
            for (int i = 0; i < 100_000; i++) {
                out.writeBytes(again);
            }
            out.write(0xff);
            out.write(0xd9);
            return out.toByteArray();
        }
    },
    /** Strip of a TIFF with such a JPEG. */
    TIFF_JPEG_SCANS("tif") {
        @Override
        public byte[] file() throws IOException {
            byte[] jpeg = JPEG_SCANS.file();
            return new Folder()
                    .entry(256, 3, 2_000)
                    .entry(257, 3, 2_000)
                    .entry(258, 3, 8)
                    .entry(259, 3, 7)
                    .entry(262, 3, 6)
                    .entry(273, 4, 8)
                    .entry(277, 3, 3)
                    .entry(278, 3, 2_000)
                    .entry(279, 4, jpeg.length)
                    .behind(jpeg, 0);
        }
    },
    JPEG_SEGMENTS("jpg") {
        @Override
        public byte[] file() throws IOException {
            byte[] jpeg = Containers.jpeg(Pictures.scene(64, 64));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(jpeg, 0, 2);
            for (int i = 0; i < 500_000; i++) {
                out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xe2, 0, 4, 0, 0});
            }
            out.write(jpeg, 2, jpeg.length - 2);
            return out.toByteArray();
        }
    },
    /** Directory whose entries each claim the same megabytes. */
    TIFF_VALUES("tif") {
        @Override
        public byte[] file() {
            Folder folder = Folder.ofEightPixels();
            for (int tag = 40_000; tag < 48_000; tag++) {
                folder.entry(tag, 7, 2_000_000, 8);
            }
            return folder.behind(new byte[2_000_000], 0);
        }
    },
    TIFF_LOOP("tif") {
        @Override
        public byte[] file() {
            return Folder.ofEightPixels()
                    .entry(259, 3, 1)
                    .entry(262, 3, 1)
                    .entry(273, 4, 8)
                    .entry(278, 3, 8)
                    .entry(279, 4, 64)
                    .behind(new byte[64], 72);
        }
    },
    /** Tile that is many thousand times the picture. */
    TIFF_TILE("tif") {
        @Override
        public byte[] file() {
            return Folder.ofEightPixels()
                    .entry(259, 3, 8)
                    .entry(262, 3, 1)
                    .entry(277, 3, 1)
                    .entry(322, 3, 65_520)
                    .entry(323, 3, 65_520)
                    .entry(324, 4, 8)
                    .entry(325, 4, 1_000_000)
                    .behind(PngFiles.deflated(new byte[1_000_000]), 0);
        }
    },
    /** Strips of one row that all share 300 KB of fax codes without an end of line. */
    TIFF_STRIPS("tif") {
        @Override
        public byte[] file() {
            int count = 9_000;
            ByteBuffer data = ByteBuffer.allocate(300_000 + 8 * count).order(ByteOrder.LITTLE_ENDIAN);
            for (int strip = 0; strip < count; strip++) {
                data.putInt(300_000 + 4 * strip, 8).putInt(300_000 + 4 * (count + strip), 300_000);
            }
            return new Folder()
                    .entry(256, 3, 9_000)
                    .entry(257, 3, count)
                    .entry(258, 3, 1)
                    .entry(259, 3, 4)
                    .entry(262, 3, 1)
                    .entry(273, 4, count, 8 + 300_000)
                    .entry(277, 3, 1)
                    .entry(278, 3, 1)
                    .entry(279, 4, count, 8 + 300_000 + 4 * count)
                    .behind(data.array(), 0);
        }
    },
    PNG_CHUNKS("png") {
        @Override
        public byte[] file() {
            PngFiles png = new PngFiles(1, 1, 8, 0);
            for (int i = 0; i < 300_000; i++) {
                png.chunk("teSt", new byte[0]);
            }
            return png.rows(new byte[2]).end();
        }
    },
    PSD_RESOURCES("psd") {
        @Override
        public byte[] file() {
            int count = 250_000;
            ByteBuffer file = ByteBuffer.allocate(26 + 4 + 4 + 12 * count + 100);
            file.put("8BPS\0\1\0\0\0\0\0\0\0\3".getBytes(ISO_8859_1)).putInt(8).putInt(8);
            file.putShort((short) 8).putShort((short) 3).putInt(0).putInt(12 * count);
            for (int i = 0; i < count; i++) {
                file.put("8BIM".getBytes(ISO_8859_1))
                        .putShort((short) 1_005)
                        .putShort((short) 0)
                        .putInt(0);
            }
            return file.array();
        }
    };

    private final String extension;

    CostBombs(String extension) {
        this.extension = extension;
    }

    /** Returns the file. */
    public abstract byte[] file() throws IOException;

    /** Returns a file name. */
    public String fileName() {
        return name().toLowerCase(java.util.Locale.ROOT) + "." + extension;
    }

    /** Returns a black picture in libjpeg's usual progression. */
    static byte[] progressive(int width, int height) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.setOutput(out);
            BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** Little-endian TIFF of one directory, which follows the data. */
    private static final class Folder {
        private final ByteArrayOutputStream entries = new ByteArrayOutputStream();

        /** Returns a directory for 8 x 8 pixels of 8 bits. */
        static Folder ofEightPixels() {
            return new Folder().entry(256, 3, 8).entry(257, 3, 8).entry(258, 3, 8);
        }

        Folder entry(int tag, int type, int value) {
            return entry(tag, type, 1, value);
        }

        Folder entry(int tag, int type, int count, int value) {
            ByteBuffer entry = little(12).putShort((short) tag).putShort((short) type);
            entries.writeBytes(entry.putInt(count).putInt(value).array());
            return this;
        }

        /** Returns the file: header, data from byte 8 on, directory, and the offset of the next one. */
        byte[] behind(byte[] data, int next) {
            ByteBuffer file = little(8 + data.length + 2 + entries.size() + 4);
            file.put("II*\0".getBytes(ISO_8859_1)).putInt(8 + data.length).put(data);
            file.putShort((short) (entries.size() / 12))
                    .put(entries.toByteArray())
                    .putInt(next);
            return file.array();
        }

        private static ByteBuffer little(int bytes) {
            return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
