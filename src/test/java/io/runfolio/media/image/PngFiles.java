package io.runfolio.media.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes PNG files chunk by chunk, of kinds that the platform's writer does not support. */
public final class PngFiles {
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    public PngFiles(int width, int height, int bitDepth, int colorType) {
        file.writeBytes("\u0089PNG\r\n\u001a\n".getBytes(ISO_8859_1));
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        header.put((byte) bitDepth).put((byte) colorType);
        chunk("IHDR", header.array());
    }

    public PngFiles chunk(String type, byte[] data) {
        byte[] body = ByteBuffer.allocate(4 + data.length)
                .put(type.getBytes(ISO_8859_1))
                .put(data)
                .array();
        CRC32 crc = new CRC32();
        crc.update(body);
        file.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        file.writeBytes(body);
        file.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        return this;
    }

    /** Adds rows, each with its filter byte in front. */
    public PngFiles rows(byte[] rows) {
        return chunk("IDAT", deflated(rows));
    }

    public byte[] end() {
        chunk("IEND", new byte[0]);
        return file.toByteArray();
    }

    public static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater();
        deflater.setInput(bytes);
        deflater.finish();
        byte[] out = new byte[bytes.length + 1024];
        int length = deflater.deflate(out);
        deflater.end();
        return Arrays.copyOf(out, length);
    }

    /** Returns a finished PNG with one more chunk behind its header. */
    public static byte[] with(byte[] png, String type, byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] chunk = new PngFiles(1, 1, 8, 0).chunk(type, data).file.toByteArray();
        out.write(png, 0, 33);
        out.write(chunk, 33, chunk.length - 33);
        out.write(png, 33, png.length - 33);
        return out.toByteArray();
    }
}
