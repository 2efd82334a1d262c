package io.runfolio.media.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Small files whose headers name huge pictures, one for each format. */
enum DecompressionBombs {
    PNG {
        @Override
        byte[] ofSize(int width, int height) {
            return new PngFiles(width, height, 8, 2).rows(new byte[1 << 20]).end();
        }
    },
    JPEG {
        @Override
        byte[] ofSize(int width, int height) throws IOException {
            byte[] jpeg = Containers.jpeg(Pictures.scene(64, 64));
            int frame = new String(jpeg, ISO_8859_1).indexOf("\u00ff\u00c0");
            ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) height).putShort(frame + 7, (short) width);
            return jpeg;
        }
    },
    WEBP {
        @Override
        byte[] ofSize(int width, int height) throws IOException {
            byte[] webp = Containers.WEBP.hold(Pictures.scene(64, 64), new byte[0], new byte[0]);
            ByteBuffer.wrap(webp)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(24, width - 1)
                    .putInt(27, height - 1 & 0xffffff | webp[30] << 24);
            return webp;
        }
    },
    GIF {
        @Override
        byte[] ofSize(int width, int height) throws IOException {
            byte[] gif = Pictures.encoded(new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_INDEXED), "gif");
            ByteBuffer.wrap(gif)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putShort(6, (short) width)
                    .putShort(8, (short) height);
            return gif;
        }
    },
    APNG {
        @Override
        byte[] ofSize(int width, int height) {
            return new PngFiles(width, height, 8, 2)
                    .chunk("acTL", ByteBuffer.allocate(8).putInt(3).putInt(0).array())
                    .rows(new byte[100])
                    .end();
        }
    },
    TIFF {
        @Override
        byte[] ofSize(int width, int height) {
            byte[] tiff = Containers.tiff(Pictures.scene(8, 8), 1, new byte[0]);
            ByteBuffer file = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN);
            int folder = file.getInt(4);
            file.putInt(folder + 2 + 8, width).putInt(folder + 2 + 12 + 8, height);
            return tiff;
        }
    },
    BMP {
        @Override
        byte[] ofSize(int width, int height) throws IOException {
            byte[] bmp = Pictures.encoded(Pictures.scene(8, 8), "bmp");
            ByteBuffer.wrap(bmp)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(18, width)
                    .putInt(22, height);
            return bmp;
        }
    },
    PSD {
        @Override
        byte[] ofSize(int width, int height) {
            return ByteBuffer.allocate(100)
                    .put("8BPS\0\2\0\0\0\0\0\0\0\3".getBytes(ISO_8859_1))
                    .putInt(height)
                    .putInt(width)
                    .putShort((short) 8)
                    .putShort((short) 3)
                    .array();
        }
    },
    AVIF {
        @Override
        byte[] ofSize(int width, int height) {
            return iso("avif", width, height);
        }
    },
    HEIC {
        @Override
        byte[] ofSize(int width, int height) {
            return iso("heic", width, height);
        }
    },
    JPEG_2000 {
        @Override
        byte[] ofSize(int width, int height) {
            return ByteBuffer.allocate(200)
                    .put("\0\0\0\fjP  \r\n\u0087\n\0\0\0\u0014ftypjp2 \0\0\0\0jp2 \0\0\0\u002djp2h\0\0\0\u0016ihdr"
                            .getBytes(ISO_8859_1))
                    .putInt(height)
                    .putInt(width)
                    .array();
        }
    },
    JPEG_2000_BARE {
        @Override
        byte[] ofSize(int width, int height) {
            return ByteBuffer.allocate(200)
                    .putInt(0xff4fff51)
                    .putShort((short) 47)
                    .putShort((short) 0)
                    .putInt(width)
                    .putInt(height)
                    .array();
        }
    };

    /** Returns a file that claims a size. */
    abstract byte[] ofSize(int width, int height) throws IOException;

    private static byte[] iso(String brand, int width, int height) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(("\0\0\0\u0018ftyp" + brand + "\0\0\0\0mif1" + brand).getBytes(ISO_8859_1));
        file.writeBytes("\0\0\0\u0020meta\0\0\0\0".getBytes(ISO_8859_1));
        file.writeBytes("\0\0\0\u0014ispe\0\0\0\0".getBytes(ISO_8859_1));
        file.writeBytes(ByteBuffer.allocate(8).putInt(width).putInt(height).array());
        return file.toByteArray();
    }
}
