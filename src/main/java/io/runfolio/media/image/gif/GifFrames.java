package io.runfolio.media.image.gif;

import io.runfolio.media.ByteSource;
import io.runfolio.media.WorkDeadline;
import io.runfolio.media.image.format.AnimationFrame;
import io.runfolio.media.image.format.AnimationFrame.Disposal;
import io.runfolio.media.image.format.FrameSource;
import io.runfolio.media.image.pixel.Pixels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/** Frames of a GIF, still or animated: GIF89a specification. */
final class GifFrames implements FrameSource {
    private static final int[][] INTERLACED = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};

    private final ByteSource file;
    private final byte[] palette;
    private long at;
    private int transparent = -1;
    private int millis;
    private Disposal disposal = Disposal.KEEP;
    private int loops = 1;

    GifFrames(ByteSource file) throws IOException {
        this.file = file;
        int length = GifHeader.table(file.u8(10));
        this.palette = file.bytes(13, length);
        this.at = 13 + length;
    }

    /** Returns the loop count, which is known once the first frame was read. */
    @Override
    public int loops() {
        return loops;
    }

    @Override
    public Optional<AnimationFrame> next() throws IOException {
        WorkDeadline.check();
        while (true) {
            switch (file.u8(at)) {
                case 0x2c -> {
                    return Optional.of(picture());
                }
                case 0x21 -> extension();
                default -> {
                    return Optional.empty();
                }
            }
        }
    }

    private void extension() throws IOException {
        int label = file.u8(at + 1);
        if (label == 0xf9) {
            int flags = file.u8(at + 3);
            millis = 10 * file.u16le(at + 4);
            transparent = (flags & 1) == 1 ? file.u8(at + 6) : -1;
            disposal = switch (flags >> 2 & 7) {
                case 2 -> Disposal.CLEAR;
                case 3 -> Disposal.RESTORE;
                default -> Disposal.KEEP;
            };
        } else if (label == 0xff && file.has(at + 3, "NETSCAPE2.0") && file.u8(at + 15) == 1) {
            loops = file.u16le(at + 16);
        }
        at += 2;
        for (int length = file.u8(at); length > 0; length = file.u8(at)) {
            at += 1 + length;
        }
        at++;
    }

    private AnimationFrame picture() throws IOException {
        int x = file.u16le(at + 1);
        int y = file.u16le(at + 3);
        int width = file.u16le(at + 5);
        int height = file.u16le(at + 7);
        int flags = file.u8(at + 9);
        int table = GifHeader.table(flags);
        byte[] colors = table == 0 ? palette : file.bytes(at + 10, table);
        int codeSize = file.u8(at + 10 + table);
        at += 11 + table;
        ByteArrayOutputStream codes = new ByteArrayOutputStream();
        subBlocks(codes);
        if (width == 0 || height == 0 || codeSize > 8) {
            throw new IOException("A frame has no pixels, or its codes are too long");
        }
        byte[] indices = new LzwDecoder(codes.toByteArray(), codeSize).decode(width * height);
        Pixels pixels = spread(indices, width, height, colors, (flags & 0x40) != 0);
        AnimationFrame patch = new AnimationFrame(pixels, x, y, millis, true, disposal);
        transparent = -1;
        millis = 0;
        disposal = Disposal.KEEP;
        return patch;
    }

    private Pixels spread(byte[] indices, int width, int height, byte[] colors, boolean interlaced) {
        Pixels pixels = Pixels.blank(width, height, 4);
        int from = 0;
        for (int[] pass : interlaced ? INTERLACED : new int[][] {{0, 1}}) {
            for (int y = pass[0]; y < height; y += pass[1]) {
                for (int to = 4 * y * width; to < 4 * (y + 1) * width; to += 4) {
                    int index = indices[from++] & 0xff;
                    if (index != transparent && 3 * index + 2 < colors.length) {
                        System.arraycopy(colors, 3 * index, pixels.samples(), to, 3);
                        pixels.samples()[to + 3] = -1;
                    }
                }
            }
        }
        return pixels;
    }

    private void subBlocks(ByteArrayOutputStream out) throws IOException {
        for (int length = file.u8(at); length > 0; length = file.u8(at)) {
            out.writeBytes(file.bytes(at + 1, length));
            at += 1 + length;
        }
        at++;
    }
}
