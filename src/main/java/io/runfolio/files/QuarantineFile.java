package io.runfolio.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * File with the suffix {@code .broken} that keeps bytes removed from a file of lines, for inspection. It only grows.
 */
public final class QuarantineFile {
    private final Path file;

    public QuarantineFile(Path of) {
        file = of.resolveSibling(of.getFileName() + ".broken");
    }

    public Path file() {
        return file;
    }

    /** Returns its size in bytes, 0 if it is missing. */
    public long size() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Appends the rest of a stream and a newline, and flushes them. */
    void append(InputStream rest) throws IOException {
        try (OutputStream out = open()) {
            rest.transferTo(out);
            out.write('\n');
        }
        force();
    }

    /** Appends lines and flushes them. */
    void append(List<byte[]> lines) throws IOException {
        if (lines.isEmpty()) {
            return;
        }
        try (OutputStream out = open()) {
            for (byte[] line : lines) {
                out.write(line);
                out.write('\n');
            }
        }
        force();
    }

    private OutputStream open() throws IOException {
        return new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    private void force() throws IOException {
        DurableFiles.forceFile(file);
        DurableFiles.forceFolder(file.getParent());
    }
}
