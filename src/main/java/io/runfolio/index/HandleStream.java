package io.runfolio.index;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;

/** Reads on from where a handle stands. Closing the stream leaves the handle open. */
final class HandleStream extends InputStream {
    private final RandomAccessFile handle;

    HandleStream(RandomAccessFile handle) {
        this.handle = handle;
    }

    @Override
    public int read() throws IOException {
        return handle.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return handle.read(bytes, offset, length);
    }
}
