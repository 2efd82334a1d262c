package io.runfolio.media.image.foreign;

import com.twelvemonkeys.imageio.plugins.bmp.ICOImageReaderSpi;
import io.runfolio.files.StorageErrors;
import io.runfolio.media.ByteSource;
import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.media.image.imageio.ImageReaders;
import io.runfolio.media.image.imageio.TimedImageInputStream;
import io.runfolio.media.image.pixel.Size;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/**
 * Largest picture of a Windows icon: a PNG, or a bitmap without its file header.
 *
 * @param index its number in the file
 * @param start offset of its data
 * @param bytes length of its data
 * @param size its size, as its own header names it
 * @param png whether it is a PNG
 */
public record IcoPicture(int index, long start, int bytes, Size size, boolean png) {
    private static final int ENTRY_BYTES = 16;
    private static final long PNG_MARK = 0x89504e47L;

    /**
     * Returns the largest picture; among equals, the one with most bits per pixel.
     *
     * @throws UnusableImageException if there is no picture
     */
    static IcoPicture largest(ByteSource file) throws IOException {
        int count = file.u16le(4);
        int best = -1;
        long most = -1;
        for (int index = 0; index < count && 6 + ENTRY_BYTES * (index + 1L) <= file.size(); index++) {
            long entry = 6 + (long) ENTRY_BYTES * index;
            long side = (long) side(file.u8(entry)) * side(file.u8(entry + 1));
            long rank = side << 16 | file.u16le(entry + 6);
            if (rank > most && file.u32le(entry + 12) + 40 <= file.size()) {
                most = rank;
                best = index;
            }
        }
        if (best < 0) {
            throw UnusableImageException.corrupt("The icon has no picture", null);
        }
        return read(file, best, 6 + (long) ENTRY_BYTES * best);
    }

    private static IcoPicture read(ByteSource file, int index, long entry) throws IOException {
        long start = file.u32le(entry + 12);
        int bytes = (int) Math.min(file.u32le(entry + 8), file.size() - start);
        boolean png = file.u32(start) == PNG_MARK;
        long width = png ? file.u32(start + 16) : file.u32le(start + 4);
        // a bitmap's height includes the mask
        long height = png ? file.u32(start + 20) : file.u32le(start + 8) / 2;
        if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw UnusableImageException.corrupt("The icon's header has an impossible size", null);
        }
        return new IcoPicture(index, start, bytes, new Size((int) width, (int) height), png);
    }

    private static int side(int value) {
        return value == 0 ? 256 : value;
    }

    /** Writes the picture as a PNG into a folder; returns the file. */
    public static Path toPng(Path source, Path folder) {
        byte[] png;
        try (ByteSource file = ByteSource.open(source)) {
            IcoPicture picture = largest(file);
            png = picture.png ? file.bytes(picture.start, picture.bytes) : bitmap(source, picture.index);
        } catch (IOException | RuntimeException e) {
            if (e instanceof UnusableImageException known) {
                throw known;
            }
            throw UnusableImageException.corrupt("The icon is damaged and could not be decoded", e);
        }
        try {
            return Files.write(folder.resolve("icon.png"), png);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The picture of an icon could not be written");
        }
    }

    private static byte[] bitmap(Path source, int index) throws IOException {
        ImageReader reader = ImageReaders.registered(ICOImageReaderSpi.class);
        try (TimedImageInputStream in = new TimedImageInputStream(source)) {
            reader.setInput(in, false, true);
            BufferedImage image = reader.read(index);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, "png", out);
            return out.toByteArray();
        } finally {
            reader.dispose();
        }
    }
}
