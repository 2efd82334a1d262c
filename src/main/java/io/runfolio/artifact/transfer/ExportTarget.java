package io.runfolio.artifact.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/** Destination of an export, written file by file. */
public interface ExportTarget extends AutoCloseable {
    /**
     * Starts a file, which ends when the stream is closed.
     *
     * @param path path with {@code /}, unique in the export
     * @param time modification time
     */
    OutputStream begin(String path, Instant time) throws IOException;

    /** Completes the export. */
    @Override
    void close() throws IOException;
}
