package io.runfolio.artifact.transfer;

import io.runfolio.files.DurableFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.stream.Stream;

/** Export into a new or empty folder, flushed to disk on close. */
public final class FolderTarget implements ExportTarget {
    private final Path folder;

    private FolderTarget(Path folder) {
        this.folder = folder;
    }

    /**
     * Creates the folder if it is missing.
     *
     * @throws TransferException with the code {@code target_not_empty} if it is not empty
     */
    public static FolderTarget of(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> there = Files.list(folder)) {
            if (there.findAny().isPresent()) {
                throw new TransferException(
                        "target_not_empty", folder + " is not empty: export into an empty or new folder.");
            }
        }
        return new FolderTarget(folder.toAbsolutePath().normalize());
    }

    @Override
    public OutputStream begin(String path, Instant time) throws IOException {
        Path file = folder.resolve(path).normalize();
        if (!file.startsWith(folder)) {
            throw new TransferException("bad_path", path + " is outside " + folder + ": change the name template.");
        }
        Files.createDirectories(file.getParent());
        return new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
    }

    @Override
    public void close() throws IOException {
        DurableFiles.forceTree(folder);
    }
}
