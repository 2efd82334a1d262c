package io.runfolio.coordination.shared;

import io.runfolio.coordination.EventLocks;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Documents as files {@code <id>.json}. In the first state a file is in the folder itself, later in a folder below it
 * with the name of the state. Other programs may move it by renames.
 */
public final class FolderDocuments implements StateDocuments {
    private static final String SUFFIX = ".json";

    private final Path folder;
    private final List<String> states;
    private final EventLocks locks;
    private final Runnable beforeWriting;

    /**
     * @param folder the folder; created with the first document
     * @param states all states, in the order in which a document usually has them
     * @param locks locks for the changes of a document
     * @param beforeWriting throws if the folder is not the one of earlier documents
     */
    public FolderDocuments(Path folder, List<String> states, EventLocks locks, Runnable beforeWriting) {
        this.folder = folder;
        this.states = List.copyOf(states);
        this.locks = locks;
        this.beforeWriting = beforeWriting;
    }

    @Override
    public Document add(String id, String text) {
        beforeWriting.run();
        return alone(id, () -> {
            Optional<Document> before = find(id);
            try {
                if (before.isEmpty()) {
                    write(id, text);
                }
                DurableFiles.forceFolder(folder);
                return before.orElseGet(() -> new Document(states.get(0), text));
            } catch (IOException e) {
                throw StorageErrors.translate(e, id + " cannot be written to " + folder);
            }
        });
    }

    /** Creates the folder of the second state too, so that other programs only need a rename. */
    private void write(String id, String text) throws IOException {
        Path second = folder(states.get(1));
        if (Files.notExists(second)) {
            StorageRoots.createFolders(second);
            DurableFiles.forceFolder(folder.toAbsolutePath().getParent());
        }
        Path part = folder.resolve(id + SUFFIX + ".part");
        Files.deleteIfExists(part); // of a process that was killed while writing
        DurableFiles.writeNew(part, text.getBytes(StandardCharsets.UTF_8));
        DurableFiles.moveAtomically(part, file(states.get(0), id));
    }

    @Override
    public Optional<Document> find(String id) {
        // in the order in which its file moves, and the first state again, so that it is not missed
        return Stream.concat(states.stream(), Stream.of(states.get(0)))
                .map(state -> read(state, id))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Document> read(String state, String id) {
        try {
            return Optional.of(
                    new Document(state, new String(Files.readAllBytes(file(state, id)), StandardCharsets.UTF_8)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StorageErrors.translate(e, file(state, id) + " cannot be read");
        }
    }

    @Override
    public boolean move(String id, String from, String to) {
        beforeWriting.run();
        return alone(id, () -> {
            try {
                if (Files.notExists(file(from, id))) {
                    return false;
                }
                StorageRoots.createFolders(folder(to));
                DurableFiles.moveAtomically(file(from, id), file(to, id));
                DurableFiles.forceFolder(folder(to));
                DurableFiles.forceFolder(folder(from));
                return true;
            } catch (NoSuchFileException e) {
                return false; // another program was quicker
            } catch (IOException e) {
                throw StorageErrors.translate(e, id + " cannot be moved in " + folder);
            }
        });
    }

    @Override
    public List<String> ids(String state, int limit) {
        try (Stream<Path> files = Files.list(folder(state))) {
            return files.map(Aged::of)
                    .filter(file -> file.name().endsWith(SUFFIX))
                    .sorted(Comparator.comparing(Aged::changed).thenComparing(Aged::name))
                    .map(file -> file.name().substring(0, file.name().length() - SUFFIX.length()))
                    .limit(limit)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder(state) + " cannot be listed");
        }
    }

    private record Aged(String name, FileTime changed) {
        static Aged of(Path file) {
            String name = file.getFileName().toString();
            try {
                return new Aged(name, Files.getLastModifiedTime(file));
            } catch (IOException e) {
                return new Aged(name, FileTime.fromMillis(0)); // moved meanwhile
            }
        }
    }

    private <T> T alone(String id, Supplier<T> work) {
        return locks.with("order\n" + id, work);
    }

    private Path folder(String state) {
        return state.equals(states.get(0)) ? folder : folder.resolve(state);
    }

    private Path file(String state, String id) {
        return folder(state).resolve(id + SUFFIX);
    }
}
