package io.runfolio.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;

/** Input stream from the current position of an open file. Closing it leaves the file open. */
public final class RandomAccessInputStream extends InputStream {
    private final RandomAccessFile handle;

    public RandomAccessInputStream(RandomAccessFile handle) {
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
