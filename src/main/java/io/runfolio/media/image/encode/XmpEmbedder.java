package io.runfolio.media.image.encode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.runfolio.media.image.pixel.Size;
import io.runfolio.media.image.webp.WebpContainerWriter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Embeds an XMP packet in an encoded file: XMP specification, part 3. */
public final class XmpEmbedder {
    private static final int XMP_FLAG = 0x04;
    private static final int ALPHA_FLAG = 0x10;
    private static final int PNG_HEADER_END = 33;

    private XmpEmbedder() {}

    /** Returns the file with the packet, or unchanged if the packet is empty. */
    public static byte[] into(byte[] file, OutputFormat format, Size size, byte[] packet) {
        if (packet.length == 0) {
            return file;
        }
        return switch (format) {
            case WEBP -> webp(file, size, packet);
            case JPG -> jpeg(file, packet);
            case PNG -> png(file, packet);
        };
    }

    private static byte[] webp(byte[] file, Size size, byte[] packet) {
        boolean extended = new String(file, 12, 4, ISO_8859_1).equals("VP8X");
        boolean alpha = extended ? (file[20] & ALPHA_FLAG) != 0 : file[15] == 'L';
        ByteArrayOutputStream chunks = new ByteArrayOutputStream(file.length + packet.length + 32);
        WebpContainerWriter.append(
                chunks, "VP8X", WebpContainerWriter.extended(XMP_FLAG | (alpha ? ALPHA_FLAG : 0), size));
        int start = extended ? 30 : 12;
        chunks.write(file, start, file.length - start);
        WebpContainerWriter.append(chunks, "XMP ", packet);
        return WebpContainerWriter.file(chunks.toByteArray());
    }

    private static byte[] jpeg(byte[] file, byte[] packet) {
        byte[] name = "http://ns.adobe.com/xap/1.0/\0".getBytes(ISO_8859_1);
        ByteArrayOutputStream out = new ByteArrayOutputStream(file.length + packet.length + 64);
        // the JFIF segment must come first
        int jfif = file[3] == (byte) 0xe0 ? 4 + ((file[4] & 0xff) << 8 | file[5] & 0xff) : 2;
        out.write(file, 0, jfif);
        int length = 2 + name.length + packet.length;
        out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xe1, (byte) (length >> 8), (byte) length});
        out.writeBytes(name);
        out.writeBytes(packet);
        out.write(file, jfif, file.length - jfif);
        return out.toByteArray();
    }

    private static byte[] png(byte[] file, byte[] packet) {
        byte[] head = "iTXtXML:com.adobe.xmp\0\0\0\0\0".getBytes(ISO_8859_1);
        byte[] body = ByteBuffer.allocate(head.length + packet.length)
                .put(head)
                .put(packet)
                .array();
        CRC32 crc = new CRC32();
        crc.update(body);
        return ByteBuffer.allocate(file.length + body.length + 8)
                .put(file, 0, PNG_HEADER_END)
                .putInt(body.length - 4)
                .put(body)
                .putInt((int) crc.getValue())
                .put(file, PNG_HEADER_END, file.length - PNG_HEADER_END)
                .array();
    }
}
