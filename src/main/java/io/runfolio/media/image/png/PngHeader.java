package io.runfolio.media.image.png;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.runfolio.media.ByteSource;
import io.runfolio.media.image.format.ImageHeader;
import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.media.image.metadata.EmbeddedMetadata;
import io.runfolio.media.image.pixel.Size;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Reads the header and metadata of a PNG without inflating its pixels: PNG 3rd edition, 5 and 11. */
final class PngHeader {
    private static final int MAX_TEXT = 4 << 20;
    private static final int FIRST_CHUNK = 8;
    /** Deflated or text chunks that are read, as each may cost the time of inflating its limit. */
    private static final int MAX_INFLATED_CHUNKS = 100;

    private final ByteSource file;
    private final EmbeddedMetadata.Builder embedded = new EmbeddedMetadata.Builder();
    private int frames = 1;
    private boolean transparent;
    private boolean ended;
    private int lookedAt;
    private final PngColorChunks colors = new PngColorChunks();
    private boolean pixels;
    private boolean profile;
    private int inflatable = EmbeddedMetadata.MAX_TEXTS;

    private PngHeader(ByteSource file) {
        this.file = file;
    }

    /** Returns the header of a file with these chunks. */
    static ImageHeader read(ByteSource file, List<PngChunks.Chunk> chunks) throws IOException {
        return new PngHeader(file).read(chunks);
    }

    /**
     * Checks that the file starts with a header chunk.
     *
     * @throws UnusableImageException if it does not
     */
    static void requireHeader(ByteSource file) throws IOException {
        if (!file.fourcc(FIRST_CHUNK + 4).equals("IHDR")) {
            throw UnusableImageException.corrupt("The PNG does not start with its header", null);
        }
    }

    private ImageHeader read(List<PngChunks.Chunk> chunks) throws IOException {
        long width = file.u32(16);
        long height = file.u32(20);
        if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw UnusableImageException.corrupt("The PNG's header has an impossible size", null);
        }
        int colorType = file.u8(25);
        for (PngChunks.Chunk chunk : chunks) {
            if (chunk.whole()) {
                chunk(chunk.type(), chunk.start(), chunk.length());
            }
        }
        colors.found(profile).ifPresent(embedded::coded);
        boolean alpha = transparent || colorType == 4 || colorType == 6;
        Size size = new Size((int) width, (int) height);
        return new ImageHeader(size, frames, file.u8(24), alpha, !ended, embedded.build());
    }

    private void chunk(String type, long start, long length) throws IOException {
        switch (type) {
            case "IEND" -> ended = true;
            case "acTL" -> frames = (int) Math.min(Integer.MAX_VALUE, Math.max(1, file.u32(start)));
            case "tRNS" -> transparent = true;
            case "eXIf" -> embedded.exif(file.bytesUpTo(start, length, EmbeddedMetadata.MAX_BLOCK));
            case "cICP", "sRGB", "gAMA", "cHRM" -> {
                if (!pixels) {
                    colors.chunk(type, file, start, length);
                }
            }
            case "IDAT" -> pixels = true;
            case "caBX" -> embedded.c2pa();
            case "iCCP", "tEXt", "zTXt", "iTXt" -> {
                if (++lookedAt <= MAX_INFLATED_CHUNKS) {
                    lookAt(type, start, length);
                }
            }
            default -> {}
        }
    }

    private void lookAt(String type, long start, long length) throws IOException {
        if (type.equals("iCCP")) {
            profile(file.bytesUpTo(start, length, EmbeddedMetadata.MAX_BLOCK));
        } else {
            text(type, file.bytesUpTo(start, length, MAX_TEXT));
        }
    }

    private void profile(byte[] block) {
        int name = zero(block, 0);
        if (name >= 0) {
            byte[] icc = inflated(block, name + 2, EmbeddedMetadata.MAX_BLOCK);
            profile |= icc.length > 0;
            embedded.icc(icc);
        }
    }

    private void text(String type, byte[] block) {
        int end = zero(block, 0);
        if (end < 1) {
            return;
        }
        String keyword = new String(block, 0, end, ISO_8859_1);
        String text =
                switch (type) {
                    case "tEXt" -> latinOrUtf8(Arrays.copyOfRange(block, end + 1, block.length));
                    case "zTXt" -> latinOrUtf8(inflated(block, end + 2, MAX_TEXT));
                    default -> international(block, end);
                };
        if (text.isEmpty()) {
            return;
        }
        if (keyword.equals("XML:com.adobe.xmp")) {
            embedded.xmp(text.getBytes(UTF_8));
        } else {
            embedded.text(keyword, text);
        }
    }

    /** Reads iTXt: keyword, 0, compression flag, method, language, 0, translated keyword, 0, UTF-8 text. */
    private String international(byte[] block, int end) {
        int language = zero(block, end + 3);
        int translated = language < 0 ? -1 : zero(block, language + 1);
        if (translated < 0) {
            return "";
        }
        return block[end + 1] == 0
                ? new String(block, translated + 1, block.length - translated - 1, UTF_8)
                : new String(inflated(block, translated + 1, MAX_TEXT), UTF_8);
    }

    /**
     * Inflates a block within the limit of all blocks together.
     *
     * <p>A block that exceeds its limit is charged that limit, as it took the time.
     */
    private byte[] inflated(byte[] block, int offset, int limit) {
        int allowed = Math.min(limit, inflatable);
        byte[] bytes = allowed > 0 ? BoundedInflater.inflate(block, offset, allowed) : new byte[0];
        inflatable -= bytes.length == 0 ? allowed : bytes.length;
        return bytes;
    }

    /** Decodes tEXt: Latin-1 by the standard, but generators write UTF-8. */
    private static String latinOrUtf8(byte[] bytes) {
        String utf8 = new String(bytes, UTF_8);
        return utf8.indexOf('\ufffd') < 0 ? utf8 : new String(bytes, ISO_8859_1);
    }

    private static int zero(byte[] block, int from) {
        for (int at = from; at < block.length; at++) {
            if (block[at] == 0) {
                return at;
            }
        }
        return -1;
    }
}
