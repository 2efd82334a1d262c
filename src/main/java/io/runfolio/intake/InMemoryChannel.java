package io.runfolio.intake;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** Read-only channel of bytes in memory. Not safe for use by several threads. */
final class InMemoryChannel implements SeekableByteChannel {
    private final byte[] content;
    private int position;
    private boolean open = true;

    InMemoryChannel(byte[] content) {
        this.content = content;
    }

    @Override
    public int read(ByteBuffer target) throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
        if (position >= content.length) {
            return -1;
        }
        int length = Math.min(target.remaining(), content.length - position);
        target.put(content, position, length);
        position += length;
        return length;
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
        position = (int) Math.min(newPosition, content.length);
        return this;
    }

    @Override
    public long size() {
        return content.length;
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }
}
