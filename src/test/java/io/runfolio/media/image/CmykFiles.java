package io.runfolio.media.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Writes CMYK pictures: patches of 32 x 32 pixels side by side. */
public final class CmykFiles {
    private static final int SIDE = 32;
    private static final int BLOCK = 65_000;

    private CmykFiles() {}

    /**
     * Returns an inverted JPEG as Adobe's programs write it.
     *
     * @param transform 0 stores CMYK; 2 stores YCCK, of which Y, Cb and Cr are made of the uninverted samples, as
     *     libjpeg's {@code cmyk_ycck_convert} inverts again
     */
    static byte[] jpeg(int[][] patches, int transform, byte[] icc) throws IOException {
        WritableRaster raster =
                Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, SIDE * patches.length, SIDE, 4, null);
        for (int x = 0; x < raster.getWidth(); x++) {
            int[] stored =
                    Arrays.stream(patches[x / SIDE]).map(ink -> 255 - ink).toArray();
            if (transform == 2) {
                int[] inks = patches[x / SIDE];
                double luma = 0.299 * inks[0] + 0.587 * inks[1] + 0.114 * inks[2];
                int blue = (int) Math.round((inks[2] - luma) / 1.772 + 128);
                int red = (int) Math.round((inks[0] - luma) / 1.402 + 128);
                stored = new int[] {(int) Math.round(luma), Math.min(255, blue), Math.min(255, red), stored[3]};
            }
            for (int y = 0; y < SIDE; y++) {
                raster.setPixel(x, y, stored);
            }
        }
        return jpeg(raster, transform, icc);
    }

    /** Returns a JPEG whose samples are stored as given. */
    public static byte[] jpeg(WritableRaster stored, int transform, byte[] icc) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(1f);
            writer.setOutput(out);
            writer.write(null, new IIOImage(stored, null, null), param);
        }
        byte[] jpeg = bytes.toByteArray();
        int count = (icc.length + BLOCK - 1) / BLOCK;
        for (int block = count; block > 0; block--) {
            byte[] part = Arrays.copyOfRange(icc, (block - 1) * BLOCK, Math.min(icc.length, block * BLOCK));
            byte[] head =
                    Containers.join("ICC_PROFILE\0".getBytes(ISO_8859_1), new byte[] {(byte) block, (byte) count});
            jpeg = Containers.segment(jpeg, 0xe2, Containers.join(head, part));
        }
        return Containers.segment(
                jpeg, 0xee, new byte[] {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform});
    }

    /** Returns an uncompressed CMYK TIFF, not inverted. */
    static byte[] tiff(int[][] patches, byte[] icc) {
        int width = SIDE * patches.length;
        ByteBuffer samples = ByteBuffer.allocate(4 * width * SIDE);
        for (int at = 0; at < width * SIDE; at++) {
            for (int ink : patches[at % width / SIDE]) {
                samples.put((byte) ink);
            }
        }
        TiffFile tiff =
                new TiffFile(width, SIDE, 4, 8).tag(TiffFile.PHOTOMETRIC, 5).samples(samples.array());
        return (icc.length == 0 ? tiff : tiff.block(TiffFile.ICC, icc)).bytes();
    }

    /** Returns a flat CMYK PSD, which is stored inverted. */
    static byte[] psd(int[][] patches) {
        int width = SIDE * patches.length;
        ByteBuffer file = ByteBuffer.allocate(26 + 12 + 2 + 4 * width * SIDE);
        file.put("8BPS\0\1\0\0\0\0\0\0".getBytes(ISO_8859_1)).putShort((short) 4);
        file.putInt(SIDE).putInt(width).putShort((short) 8).putShort((short) 4);
        file.putInt(0).putInt(0).putInt(0).putShort((short) 0);
        for (int channel = 0; channel < 4; channel++) {
            for (int at = 0; at < width * SIDE; at++) {
                file.put((byte) (255 - patches[at % width / SIDE][channel]));
            }
        }
        return file.array();
    }

    /** Returns a flat PSD of grays with a color profile. */
    static byte[] grayPsd(int[] patches, byte[] icc) {
        int width = SIDE * patches.length;
        int resource = 12 + icc.length + (icc.length & 1);
        ByteBuffer file = ByteBuffer.allocate(26 + 12 + resource + 2 + width * SIDE);
        file.put("8BPS\0\1\0\0\0\0\0\0".getBytes(ISO_8859_1)).putShort((short) 1);
        file.putInt(SIDE).putInt(width).putShort((short) 8).putShort((short) 1);
        file.putInt(0).putInt(resource);
        file.put("8BIM".getBytes(ISO_8859_1)).putShort((short) 1039).putShort((short) 0);
        file.putInt(icc.length).put(icc).position(26 + 8 + resource);
        file.putInt(0).putShort((short) 0);
        for (int at = 0; at < width * SIDE; at++) {
            file.put((byte) patches[at % width / SIDE]);
        }
        return file.array();
    }
}
