package io.runfolio.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Storage roots in use. A missing or different marker means that a volume was moved, unmounted or replaced: work waits
 * for it, and the folder is not recreated.
 *
 * <p>Each root records the ids of the others, so that a start with an empty folder in the place of one is refused.
 * Thread-safe.
 */
public final class StorageRoots implements AutoCloseable {
    /** Roots in use by this process; {@link #createFolders} recreates none of them. */
    private static final Map<Path, Integer> IN_USE = new ConcurrentHashMap<>();

    private static final StorageRoots NONE = new StorageRoots(Map.of());

    /** In the order of checks; replaced as a whole. */
    private volatile Map<StorageRoot, RootMarker> held;

    private StorageRoots(Map<StorageRoot, RootMarker> held) {
        this.held = held;
        held.keySet().forEach(root -> IN_USE.merge(root.folder(), 1, Integer::sum));
    }

    /** Returns no roots, which never vanish. */
    public static StorageRoots none() {
        return NONE;
    }

    /**
     * Opens roots and creates those that were never used. A used root without marker gets one.
     *
     * @param others roots that record the ids and are not created
     * @throws RootVanishedException if a root is not the recorded one
     * @throws StorageException if a root cannot be used
     */
    public static StorageRoots open(List<StorageRoot> roots, List<StorageRoot> others) {
        Map<StorageRoot, String> held = new LinkedHashMap<>();
        try {
            Map<String, Known> known = known(roots, others);
            for (StorageRoot root : roots) {
                findProblem(root, known).ifPresent(trouble -> {
                    throw new RootVanishedException(root.name(), trouble);
                });
            }
            for (StorageRoot root : roots) {
                Optional<String> id = root.id();
                held.put(
                        root,
                        id.isPresent()
                                ? id.get()
                                : root.create(Optional.ofNullable(
                                                known.get(root.folder().toString()))
                                        .map(Known::id)));
            }
            remember(held, others);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A storage root cannot be used");
        }
        Map<StorageRoot, RootMarker> markers = new LinkedHashMap<>();
        held.forEach((root, id) -> markers.put(root, new RootMarker(root, id)));
        return new StorageRoots(markers);
    }

    /** Returns the reason why work cannot start with these roots; empty if it can. Changes nothing. */
    public static Optional<String> checkWithoutChanges(List<StorageRoot> roots) {
        try {
            Map<String, Known> known = known(roots, List.of());
            for (StorageRoot root : roots) {
                Optional<String> trouble = findProblem(root, known);
                if (trouble.isPresent()) {
                    return trouble;
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("a storage root cannot be read: " + StorageErrors.reason(e));
        }
    }

    /**
     * Returns the first changed root with cause and remedy; empty if absent. Takes one look at a file for each root.
     */
    public Optional<String> findProblem() {
        for (Map.Entry<StorageRoot, RootMarker> entry : held.entrySet()) {
            StorageRoot root = entry.getKey();
            try {
                Optional<String> id = entry.getValue().currentId();
                if (id.isEmpty()) {
                    return Optional.of(root.name() + ": the volume of " + root.folder() + " is gone (no "
                            + root.marker() + "): mount it or move it back; work then continues");
                }
                if (!id.get().equals(entry.getValue().expectedId())) {
                    return Optional.of(root.name() + ": " + root.folder() + " is another volume than at the start ("
                            + root.marker() + " differs): mount the earlier one, or restart the worker");
                }
            } catch (IOException e) {
                return Optional.of(root.name() + ": " + root.marker() + " cannot be read (" + StorageErrors.reason(e)
                        + "): restore the volume; work then continues");
            }
        }
        return Optional.empty();
    }

    /**
     * Checks that no root was replaced.
     *
     * @throws RootVanishedException if one was
     */
    public void check() {
        findProblem().ifPresent(trouble -> {
            throw new RootVanishedException(trouble.substring(0, trouble.indexOf(':')), trouble);
        });
    }

    /**
     * Checks that no root was replaced, and adds a root, which is created if it was never used.
     *
     * @throws RootVanishedException if a root is not the recorded one
     * @throws StorageException if the root cannot be used
     */
    public synchronized void checkAndHold(StorageRoot root) {
        check();
        if (held.isEmpty() || held.containsKey(root)) {
            return;
        }
        List<StorageRoot> others = List.copyOf(held.keySet());
        try (StorageRoots opened = open(List.of(root), others)) {
            Map<StorageRoot, RootMarker> more = new LinkedHashMap<>(held);
            more.putAll(opened.held);
            held = more;
            IN_USE.merge(root.folder(), 1, Integer::sum);
        }
    }

    /**
     * Creates a folder and its parents, but no storage root that is in use and has vanished.
     *
     * @throws IOException if it cannot be created
     */
    public static void createFolders(Path folder) throws IOException {
        for (Path root : IN_USE.keySet()) {
            if (folder.startsWith(root) && !Files.isDirectory(root)) {
                throw new IOException(root + " has vanished: mount its volume");
            }
        }
        Files.createDirectories(folder);
    }

    /** An id, and the file that records it. */
    private record Known(String id, Path memory) {}

    private static Map<String, Known> known(List<StorageRoot> roots, List<StorageRoot> others) throws IOException {
        Map<String, Known> known = new TreeMap<>();
        for (StorageRoot root : others) {
            try {
                root.known().forEach((path, id) -> known.put(path, new Known(id, root.memory())));
            } catch (IOException e) {
                continue; // a submitter may have access to the inbox only; the roots in use are checked without it
            }
        }
        for (StorageRoot root : roots) {
            root.known().forEach((path, id) -> known.put(path, new Known(id, root.memory())));
        }
        return known;
    }

    private static Optional<String> findProblem(StorageRoot root, Map<String, Known> known) throws IOException {
        Known expected = known.get(root.folder().toString());
        if (expected == null) {
            return Optional.empty();
        }
        Optional<String> id = root.id();
        if (id.isPresent() ? id.get().equals(expected.id()) : root.isUsed()) {
            return Optional.empty();
        }
        String what = id.isPresent() ? "is another volume than before" : "is missing or empty, and was in use before";
        return Optional.of(root.name() + ": " + root.folder() + " " + what + ": mount its volume, or delete "
                + expected.memory() + " to start with a new folder");
    }

    private static void remember(Map<StorageRoot, String> held, List<StorageRoot> others) throws IOException {
        for (Map.Entry<StorageRoot, String> entry : held.entrySet()) {
            for (StorageRoot other : held.keySet()) {
                if (!other.equals(entry.getKey())) {
                    other.remember(entry.getKey(), entry.getValue());
                }
            }
            for (StorageRoot other : others) {
                try {
                    if (other.id().isPresent()) {
                        other.remember(entry.getKey(), entry.getValue());
                    }
                } catch (IOException e) {
                    continue; // it has no record of the roots in use
                }
            }
        }
    }

    @Override
    public void close() {
        held.keySet()
                .forEach(root ->
                        IN_USE.computeIfPresent(root.folder(), (folder, users) -> users == 1 ? null : users - 1));
    }
}
