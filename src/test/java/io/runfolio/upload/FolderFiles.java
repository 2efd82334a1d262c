package io.runfolio.upload;

import io.runfolio.coordination.shared.SharedFiles;
import io.runfolio.files.Checksums;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Files of all hosts in a folder, which can be away. */
final class FolderFiles implements SharedFiles {
    final Path folder;
    boolean isAway;

    FolderFiles(Path folder) {
        this.folder = folder;
    }

    Path data(String id) {
        return reached().resolve(id).resolve("data");
    }

    private Path stateFile(String id) {
        return reached().resolve(id).resolve("state");
    }

    private Path reached() {
        if (isAway) {
            throw new StorageException("away", null);
        }
        return folder;
    }

    @Override
    public void put(String id, Path data, String sha256, byte[] state) {
        try {
            Files.createDirectories(data(id).getParent());
            Files.copy(data, data(id), StandardCopyOption.REPLACE_EXISTING);
            Files.write(stateFile(id), state);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<byte[]> state(String id) {
        try {
            return Optional.of(Files.readAllBytes(stateFile(id)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String fetch(String id, Path target) {
        try {
            Files.copy(data(id), target);
            return Checksums.sha256(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void delete(String id) {
        DurableFiles.tryDeleteTree(reached().resolve(id));
    }

    @Override
    public List<String> ids() {
        try (Stream<Path> folders = Files.list(reached())) {
            return folders.map(path -> path.getFileName().toString()).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
