package io.runfolio.media.image;

import io.runfolio.media.SniffedType.Format;
import io.runfolio.media.image.encode.AnimatedWebpWriter;
import io.runfolio.media.image.encode.OutputFormat;
import io.runfolio.media.image.encode.StillEncoder;
import io.runfolio.media.image.pixel.Size;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

/** Writes animated GIF and PNG files. */
final class AnimatedFiles {
    private AnimatedFiles() {}

    /** Returns an animation of frames of growing brightness, 40 x 30 pixels, a tenth of a second each. */
    static byte[] of(Format format, int count) throws IOException {
        List<BufferedImage> frames = IntStream.rangeClosed(1, count)
                .mapToObj(at -> Pictures.flat(40, 30, 0x010101 * (at * 250 / count)))
                .toList();
        return switch (format) {
            case GIF -> gif(frames, 100, "doNotDispose");
            case WEBP -> webp(frames);
            default -> apng(frames);
        };
    }

    private static byte[] webp(List<BufferedImage> frames) throws IOException {
        AnimatedWebpWriter webp = new AnimatedWebpWriter(
                new Size(frames.get(0).getWidth(), frames.get(0).getHeight()));
        for (BufferedImage frame : frames) {
            webp.add(new StillEncoder(4, 0).encode(Pictures.pixels(frame), OutputFormat.WEBP, 95), 100);
        }
        return webp.file(0, new byte[0]);
    }

    private static byte[] apng(List<BufferedImage> frames) {
        int width = frames.get(0).getWidth();
        int height = frames.get(0).getHeight();
        PngFiles png = new PngFiles(width, height, 8, 2);
        png.chunk("acTL", ByteBuffer.allocate(8).putInt(frames.size()).putInt(0).array());
        png.chunk("fcTL", control(0, width, height, 0)).rows(rows(frames.get(0)));
        for (int at = 1; at < frames.size(); at++) {
            png.chunk("fcTL", control(2 * at - 1, width, height, 0)).chunk("fdAT", data(2 * at, frames.get(at)));
        }
        return png.end();
    }

    static byte[] gif(List<BufferedImage> steps, int millis, String disposal) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (BufferedImage step : steps) {
                BufferedImage indexed =
                        new BufferedImage(step.getWidth(), step.getHeight(), BufferedImage.TYPE_BYTE_INDEXED);
                indexed.createGraphics().drawImage(step, 0, 0, null);
                IIOMetadata metadata =
                        writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(indexed), null);
                String format = metadata.getNativeMetadataFormatName();
                IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(format);
                IIOMetadataNode control = (IIOMetadataNode)
                        root.getElementsByTagName("GraphicControlExtension").item(0);
                control.setAttribute("delayTime", String.valueOf(millis / 10));
                control.setAttribute("disposalMethod", disposal);
                metadata.setFromTree(format, root);
                writer.writeToSequence(new IIOImage(indexed, null, metadata), null);
            }
            writer.endWriteSequence();
        }
        return bytes.toByteArray();
    }

    static byte[] control(int sequence, int width, int height, int dispose) {
        return ByteBuffer.allocate(26)
                .putInt(sequence)
                .putInt(width)
                .putInt(height)
                .putInt(0)
                .putInt(0)
                .putShort((short) 1)
                .putShort((short) 10)
                .put((byte) dispose)
                .put((byte) 0)
                .array();
    }

    static byte[] data(int sequence, BufferedImage image) {
        return Containers.join(ByteBuffer.allocate(4).putInt(sequence).array(), PngFiles.deflated(rows(image)));
    }

    static byte[] rows(BufferedImage image) {
        byte[] samples = Pictures.pixels(image).samples();
        int length = 3 * image.getWidth();
        ByteBuffer rows = ByteBuffer.allocate((length + 1) * image.getHeight());
        for (int y = 0; y < image.getHeight(); y++) {
            rows.put((byte) 0).put(samples, y * length, length);
        }
        return rows.array();
    }
}
