package io.runfolio.media.image.gif;

import io.runfolio.media.ByteSource;
import io.runfolio.media.image.format.ImageHeader;
import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.media.image.metadata.EmbeddedMetadata;
import io.runfolio.media.image.pixel.Size;
import java.io.EOFException;
import java.io.IOException;

/** Walks the blocks of a GIF and counts its frames: GIF89a specification. */
final class GifHeader {
    private final ByteSource file;
    private int frames;
    private int width;
    private int height;
    private boolean transparent;
    private boolean credentials;

    private GifHeader(ByteSource file) {
        this.file = file;
    }

    public static ImageHeader read(ByteSource file) throws IOException {
        return new GifHeader(file).walk();
    }

    private ImageHeader walk() throws IOException {
        width = file.u16le(6);
        height = file.u16le(8);
        boolean truncated = false;
        try {
            blocks(13 + table(file.u8(10)));
        } catch (EOFException e) {
            truncated = true;
        }
        if (frames == 0 || width < 1 || height < 1) {
            throw UnusableImageException.corrupt("The GIF has no picture", null);
        }
        EmbeddedMetadata.Builder embedded = new EmbeddedMetadata.Builder();
        if (credentials) {
            embedded.c2pa();
        }
        return new ImageHeader(new Size(width, height), frames, 8, transparent, truncated, embedded.build());
    }

    private void blocks(long start) throws IOException {
        long at = start;
        while (true) {
            switch (file.u8(at)) {
                case 0x2c -> {
                    frames++;
                    // as in viewers, frames larger than the screen of the header enlarge it
                    width = Math.max(width, file.u16le(at + 1) + file.u16le(at + 5));
                    height = Math.max(height, file.u16le(at + 3) + file.u16le(at + 7));
                    at = subBlocks(at + 10 + table(file.u8(at + 9)) + 1);
                }
                case 0x21 -> {
                    credentials |= file.u8(at + 1) == 0xff && file.has(at + 3, "C2PA_GIF");
                    transparent |= file.u8(at + 1) == 0xf9 && (file.u8(at + 3) & 1) == 1;
                    at = subBlocks(at + 2);
                }
                case 0x3b -> {
                    return;
                }
                default -> throw new EOFException("Unknown GIF block");
            }
        }
    }

    private long subBlocks(long start) throws IOException {
        long at = start;
        while (file.u8(at) != 0) {
            at += 1 + file.u8(at);
        }
        return at + 1;
    }

    static int table(int flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
    }
}
