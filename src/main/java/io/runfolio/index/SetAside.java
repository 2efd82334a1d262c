package io.runfolio.index;

import io.runfolio.run.Durable;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The file beside a file of lines, named with {@code .broken} added, that takes what is dropped from it, for people to look at. It only grows. */
final class SetAside {
    private final Path file;

    SetAside(Path of) {
        file = of.resolveSibling(of.getFileName() + ".broken");
    }

    Path file() {
        return file;
    }

    /** Returns how many bytes it has, 0 if it is not there. */
    long size() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Adds the rest of a stream and a newline, on disk when this returns. */
    void add(InputStream rest) throws IOException {
        try (OutputStream out = open()) {
            rest.transferTo(out);
            out.write('\n');
        }
        force();
    }

    /** Adds lines, on disk when this returns. */
    void add(List<byte[]> lines) throws IOException {
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
        Durable.forceFile(file);
        Durable.forceFolder(file.getParent());
    }
}
