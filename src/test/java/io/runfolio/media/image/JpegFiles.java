package io.runfolio.media.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

/** Writes JPEG files of every usual chroma subsampling, progression and color segment. */
final class JpegFiles {
    private static final String METADATA = "javax_imageio_jpeg_image_1.0";
    private static final int JFIF_BYTES = 18;

    /** Segments by which readers distinguish YCbCr from RGB. */
    enum Mark {
        JFIF,
        ADOBE,
        JFIF_AND_ADOBE,
        NONE
    }

    private JpegFiles() {}

    /**
     * Returns a YCbCr JPEG of the best quality.
     *
     * @param across blocks of luma beside each other for one of chroma
     * @param down blocks of luma below each other for one of chroma
     */
    static byte[] encoded(BufferedImage image, int across, int down, boolean progressive, Mark mark)
            throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(1f);
        if (progressive) {
            param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        }
        IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), param);
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(METADATA);
        IIOMetadataNode luma =
                (IIOMetadataNode) root.getElementsByTagName("componentSpec").item(0);
        luma.setAttribute("HsamplingFactor", String.valueOf(across));
        luma.setAttribute("VsamplingFactor", String.valueOf(down));
        metadata.setFromTree(METADATA, root);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, metadata), param);
        }
        return marked(bytes.toByteArray(), mark, 1);
    }

    /** Returns a JPEG that stores R, G and B, as its Adobe segment says. */
    static byte[] rgb(BufferedImage image) throws IOException {
        BufferedImage swapped = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(1f);
        swapped.createGraphics().drawImage(image, 0, 0, null);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(bands(swapped), null, null), param);
        }
        return Containers.segment(bytes.toByteArray(), 0xee, adobe(0));
    }

    /** Returns a JPEG with a profile, in several segments if it is large. */
    static byte[] with(byte[] jpeg, byte[] icc) {
        int block = 60_000;
        int count = (icc.length + block - 1) / block;
        byte[] held = jpeg;
        for (int at = count; at > 0; at--) {
            byte[] head = Containers.join("ICC_PROFILE\0".getBytes(ISO_8859_1), new byte[] {(byte) at, (byte) count});
            byte[] part = Arrays.copyOfRange(icc, (at - 1) * block, Math.min(icc.length, at * block));
            held = Containers.segment(held, 0xe2, Containers.join(head, part));
        }
        return held;
    }

    private static java.awt.image.Raster bands(BufferedImage image) {
        var raster = java.awt.image.Raster.createInterleavedRaster(
                java.awt.image.DataBuffer.TYPE_BYTE, image.getWidth(), image.getHeight(), 3, null);
        raster.setPixels(
                0,
                0,
                image.getWidth(),
                image.getHeight(),
                image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null));
        return raster;
    }

    private static byte[] marked(byte[] jfif, Mark mark, int transform) {
        byte[] bare = Containers.join(Arrays.copyOf(jfif, 2), Arrays.copyOfRange(jfif, 2 + JFIF_BYTES, jfif.length));
        return switch (mark) {
            case JFIF -> jfif;
            case ADOBE -> Containers.segment(bare, 0xee, adobe(transform));
            case JFIF_AND_ADOBE -> Containers.segment(jfif, 0xee, adobe(transform));
            case NONE -> bare;
        };
    }

    private static byte[] adobe(int transform) {
        return new byte[] {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform};
    }
}
