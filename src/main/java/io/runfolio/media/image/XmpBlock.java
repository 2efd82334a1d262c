package io.runfolio.media.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Puts an XMP packet into a file that we have just encoded: XMP specification, part 3. */
final class XmpBlock {
    private static final int XMP_FLAG = 0x04;
    private static final int ALPHA_FLAG = 0x10;
    private static final int PNG_HEADER_END = 33;

    private XmpBlock() {}

    /** Returns the file with the packet, or as it is if there is none. */
    static byte[] into(byte[] file, ImageEncoder format, Size size, byte[] packet) {
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
        WebpChunks.append(chunks, "VP8X", WebpChunks.extended(XMP_FLAG | (alpha ? ALPHA_FLAG : 0), size));
        int start = extended ? 30 : 12;
        chunks.write(file, start, file.length - start);
        WebpChunks.append(chunks, "XMP ", packet);
        return WebpChunks.file(chunks.toByteArray());
    }

    private static byte[] jpeg(byte[] file, byte[] packet) {
        byte[] name = "http://ns.adobe.com/xap/1.0/\0".getBytes(ISO_8859_1);
        ByteArrayOutputStream out = new ByteArrayOutputStream(file.length + packet.length + 64);
        // behind the JFIF segment, which must come first
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
