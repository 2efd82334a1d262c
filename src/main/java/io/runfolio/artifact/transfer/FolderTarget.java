package io.runfolio.artifact.transfer;

import io.runfolio.run.Durable;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.stream.Stream;

/** An export into a folder of its own; on disk when it is closed. */
public final class FolderTarget implements ExportTarget {
    private final Path folder;

    private FolderTarget(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes the folder if it is missing.
     *
     * @throws TransferException with the code {@code target_not_empty} if there is something in it
     */
    public static FolderTarget of(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> there = Files.list(folder)) {
            if (there.findAny().isPresent()) {
                throw new TransferException(
                        "target_not_empty", folder + " is not empty; export into a folder that is, or a new one.");
            }
        }
        return new FolderTarget(folder.toAbsolutePath().normalize());
    }

    @Override
    public OutputStream begin(String path, Instant time) throws IOException {
        Path file = folder.resolve(path).normalize();
        if (!file.startsWith(folder)) {
            throw new TransferException("bad_path", path + " is outside " + folder + ".");
        }
        Files.createDirectories(file.getParent());
        return new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
    }

    @Override
    public void close() throws IOException {
        Durable.forceTree(folder);
    }
}
