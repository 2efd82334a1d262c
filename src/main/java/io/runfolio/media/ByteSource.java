package io.runfolio.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * Bytes of a file or of a block in memory by offset, big-endian unless the name says otherwise.
 *
 * <p>A file is read through one small buffer, and each read checks the work deadline. Reading past the end is an
 * {@link EOFException}. Not thread-safe.
 */
public final class ByteSource implements Closeable {
    private static final int BUFFER_BYTES = 8192;
    /** Bytes read after a jump, which usually leads to the header of a chunk that is then skipped. */
    private static final int BYTES_AFTER_A_JUMP = 64;

    private final Optional<FileChannel> channel;
    private final long size;
    private byte[] buffer;
    private long bufferStart;

    private ByteSource(Optional<FileChannel> channel, long size, byte[] buffer) {
        this.channel = channel;
        this.size = size;
        this.buffer = buffer;
    }

    /** Opens a file; the caller closes it. */
    public static ByteSource open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        return new ByteSource(Optional.of(channel), channel.size(), new byte[0]);
    }

    /** Returns a block in memory, which is not copied and needs no closing. */
    public static ByteSource of(byte[] block) {
        return new ByteSource(Optional.empty(), block.length, block);
    }

    public long size() {
        return size;
    }

    public int u8(long offset) throws IOException {
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

    public int u16(long offset) throws IOException {
        return u8(offset) << 8 | u8(offset + 1);
    }

    public int u16le(long offset) throws IOException {
        return u8(offset) | u8(offset + 1) << 8;
    }

    public int u24le(long offset) throws IOException {
        return u16le(offset) | u8(offset + 2) << 16;
    }

    public long u32(long offset) throws IOException {
        return (long) u16(offset) << 16 | u16(offset + 2);
    }

    public long u32le(long offset) throws IOException {
        return u16le(offset) | (long) u16le(offset + 2) << 16;
    }

    /** Returns a four-character code. */
    public String fourcc(long offset) throws IOException {
        return new String(bytes(offset, 4), ISO_8859_1);
    }

    public boolean has(long offset, String latin) throws IOException {
        return offset + latin.length() <= size && new String(bytes(offset, latin.length()), ISO_8859_1).equals(latin);
    }

    public byte[] bytes(long offset, int length) throws IOException {
        if (offset < 0 || length < 0 || offset + length > size) {
            throw new EOFException("The file ends early");
        }
        int from = (int) Math.max(-1, Math.min(Integer.MAX_VALUE, offset - bufferStart));
        return from >= 0 && length <= buffer.length - from
                ? Arrays.copyOfRange(buffer, from, from + length)
                : load(offset, length);
    }

    /**
     * Returns bytes, or none if there are more than a limit. Embedded blocks are foreign, and their length is a claim.
     */
    public byte[] bytesUpTo(long offset, long length, int limit) throws IOException {
        return length > limit ? new byte[0] : bytes(offset, (int) length);
    }

    private byte[] load(long offset, int length) throws IOException {
        WorkDeadline.check();
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.orElseThrow().read(bytes, offset + bytes.position()) < 0) {
                throw new EOFException("The file ends early");
            }
        }
        return bytes.array();
    }

    @Override
    public void close() throws IOException {
        if (channel.isPresent()) {
            channel.get().close();
        }
    }
}
