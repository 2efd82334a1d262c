package io.runfolio.media.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.runfolio.media.WorkDeadline;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Bytes of a file by offset, big-endian unless said otherwise, through one small buffer. Reading past the end is an {@link EOFException}. */
final class ByteSource implements Closeable {
    private static final int BUFFER_BYTES = 8192;
    /** Who jumps wants a chunk's header, as a rule; who reads on wants more. */
    private static final int BYTES_AFTER_A_JUMP = 64;

    private final FileChannel channel;
    private final long size;
    private byte[] buffer = new byte[0];
    private long bufferStart;

    private ByteSource(FileChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
    }

    static ByteSource open(Path file) throws IOException {
        return new ByteSource(FileChannel.open(file, StandardOpenOption.READ));
    }

    long size() {
        return size;
    }

    int u8(long offset) throws IOException {
        if (offset < bufferStart || offset >= bufferStart + buffer.length) {
            if (offset < 0 || offset >= size) {
                throw new EOFException("The file ends early");
            }
            int wanted = offset == bufferStart + buffer.length ? BUFFER_BYTES : BYTES_AFTER_A_JUMP;
            buffer = load(offset, (int) Math.min(wanted, size - offset));
            bufferStart = offset;
        }
        return buffer[(int) (offset - bufferStart)] & 0xff;
    }

    int u16(long offset) throws IOException {
        return u8(offset) << 8 | u8(offset + 1);
    }

    int u16le(long offset) throws IOException {
        return u8(offset) | u8(offset + 1) << 8;
    }

    int u24le(long offset) throws IOException {
        return u16le(offset) | u8(offset + 2) << 16;
    }

    long u32(long offset) throws IOException {
        return (long) u16(offset) << 16 | u16(offset + 2);
    }

    long u32le(long offset) throws IOException {
        return u16le(offset) | (long) u16le(offset + 2) << 16;
    }

    /** Returns a four-character code. */
    String fourcc(long offset) throws IOException {
        return new String(bytes(offset, 4), ISO_8859_1);
    }

    boolean has(long offset, String latin) throws IOException {
        return offset + latin.length() <= size && new String(bytes(offset, latin.length()), ISO_8859_1).equals(latin);
    }

    byte[] bytes(long offset, int length) throws IOException {
        if (offset < 0 || length < 0 || offset + length > size) {
            throw new EOFException("The file ends early");
        }
        int from = (int) Math.max(-1, Math.min(Integer.MAX_VALUE, offset - bufferStart));
        return from >= 0 && length <= buffer.length - from
                ? Arrays.copyOfRange(buffer, from, from + length)
                : load(offset, length);
    }

    /** Returns bytes, or none if there are more than a limit: embedded blocks are foreign, and their length is a claim. */
    byte[] bytesUpTo(long offset, long length, int limit) throws IOException {
        return length > limit ? new byte[0] : bytes(offset, (int) length);
    }

    private byte[] load(long offset, int length) throws IOException {
        WorkDeadline.check();
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw new EOFException("The file ends early");
            }
        }
        return bytes.array();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
