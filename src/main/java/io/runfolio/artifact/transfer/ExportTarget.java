package io.runfolio.artifact.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/** Where an export goes: files one after the other. */
public interface ExportTarget extends AutoCloseable {
    /**
     * Begins a file, which ends when the stream is closed.
     *
     * @param path its path with {@code /}; each is given once
     * @param time when it was made
     */
    OutputStream begin(String path, Instant time) throws IOException;

    /** Ends the export, so that what was written can be read. */
    @Override
    void close() throws IOException;
}
