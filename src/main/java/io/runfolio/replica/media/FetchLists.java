package io.runfolio.replica.media;

import io.runfolio.files.DurableFiles;
import io.runfolio.files.PathResolver;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageException;
import io.runfolio.files.StorageRoots;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Lists of the media of a working copy's bundles, one file for each bundle. One writer at a time for each of them. */
final class FetchLists {
    private static final String EXTENSION = ".json";

    private final Path folder;

    FetchLists(Path folder) {
        this.folder = folder;
    }

    /** Returns the list of a bundle; empty if all of its files are here. */
    Optional<FetchList> read(String runPath) {
        if (!isRunPath(runPath)) {
            return Optional.empty();
        }
        Path file = file(runPath);
        try {
            return RegularFiles.exists(file) ? Optional.of(RecordMapper.read(file, FetchList.class)) : Optional.empty();
        } catch (UnreadableRecordException e) {
            throw new StorageException(
                    file + " cannot be read: delete it and run `runfolio store sync --all`, which writes it again", e);
        }
    }

    void write(String runPath, FetchList list) {
        Path file = file(runPath);
        try {
            StorageRoots.createFolders(file.getParent());
            Path part = file.resolveSibling("." + file.getFileName() + ".new");
            Files.deleteIfExists(part); // of a process that was killed
            DurableFiles.replace(file, part, RecordMapper.document(list));
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be written");
        }
    }

    void delete(String runPath) {
        Path file = file(runPath);
        DurableFiles.delete(file, file + " could not be deleted");
    }

    /** Returns the run paths of all lists. */
    List<String> runPaths() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder, 2)) {
            return all.map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> name.endsWith(EXTENSION))
                    .map(name -> name.substring(0, name.length() - EXTENSION.length()))
                    .filter(FetchLists::isRunPath)
                    .toList();
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " could not be read");
        } catch (UncheckedIOException e) {
            throw StorageErrors.translate(e.getCause(), folder + " could not be read");
        }
    }

    /** Returns whether a text is a day and a run id. A name that begins with a dot is a file that is being written. */
    private static boolean isRunPath(String text) {
        String[] names = text.split("/", -1);
        return PathResolver.refusal(text).isEmpty()
                && names.length == 2
                && !names[0].startsWith(".")
                && !names[1].startsWith(".");
    }

    private Path file(String runPath) {
        return folder.resolve(runPath + EXTENSION);
    }
}
