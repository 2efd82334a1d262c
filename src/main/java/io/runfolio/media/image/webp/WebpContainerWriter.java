package io.runfolio.media.image.webp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.runfolio.media.image.pixel.Size;
import java.io.ByteArrayOutputStream;

/** Builds WebP containers: RFC 9649. */
public final class WebpContainerWriter {
    private WebpContainerWriter() {}

    /** Returns the contents of a VP8X chunk. */
    public static byte[] extended(int flags, Size canvas) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        little(out, flags, 4);
        little(out, canvas.width() - 1, 3);
        little(out, canvas.height() - 1, 3);
        return out.toByteArray();
    }

    public static void append(ByteArrayOutputStream out, String type, byte[] data) {
        out.writeBytes(type.getBytes(ISO_8859_1));
        little(out, data.length, 4);
        out.writeBytes(data);
        if ((data.length & 1) == 1) {
            out.write(0);
        }
    }

    public static void little(ByteArrayOutputStream out, int value, int bytes) {
        for (int shift = 0; shift < 8 * bytes; shift += 8) {
            out.write(value >> shift);
        }
    }

    /** Returns a whole file of these chunks. */
    public static byte[] file(byte[] chunks) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(chunks.length + 12);
        out.writeBytes("RIFF".getBytes(ISO_8859_1));
        little(out, chunks.length + 4, 4);
        out.writeBytes("WEBP".getBytes(ISO_8859_1));
        out.writeBytes(chunks);
        return out.toByteArray();
    }
}
