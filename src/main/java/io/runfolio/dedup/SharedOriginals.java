package io.runfolio.dedup;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.files.FileIdentity;
import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Originals that share their bytes, as found in all bundles at one time.
 *
 * <p>Deleting an original never harms another bundle, as each has a file of its own; this says what a deletion frees.
 */
public final class SharedOriginals {
    private final ObjectFolder folder;
    private final Map<Path, BundleOriginal> byFile = new HashMap<>();
    private final Map<Object, Set<Path>> users = new HashMap<>();

    private SharedOriginals(ObjectFolder folder) {
        this.folder = folder;
    }

    /** Reads all bundles. */
    public static SharedOriginals read(BundleLayout layout) {
        SharedOriginals shared = new SharedOriginals(new ObjectFolder(layout.objects()));
        for (BundleOriginal original : new BundleOriginals(layout).all(path -> {})) {
            shared.byFile.put(original.file(), original);
            shared.users
                    .computeIfAbsent(original.bytesKey(), key -> new HashSet<>())
                    .add(original.file());
        }
        return shared;
    }

    /** Returns whether another bundle's original has its bytes in the same place on disk. */
    public boolean isUsedElsewhere(Path original) {
        return Optional.ofNullable(byFile.get(original))
                .filter(found -> users.get(found.bytesKey()).size() > 1)
                .isPresent();
    }

    /**
     * Returns the bytes that are freed when files are deleted and {@link #removeObjects} follows.
     *
     * <p>Of originals that share their bytes, those count whose last user is among the files; of other files, those
     * that have no other name.
     */
    public long bytesFreed(Collection<Path> files) {
        Set<Path> deleted = Set.copyOf(files);
        Set<Object> counted = new HashSet<>();
        long bytes = 0;
        try {
            for (Path file : deleted) {
                BundleOriginal original = byFile.get(file);
                Optional<FileIdentity> identity = FileIdentity.find(file);
                if (identity.isEmpty() || !counted.add(original == null ? file : original.bytesKey())) {
                    continue;
                }
                boolean isLast = original == null
                        ? identity.get().links() == 1
                        : deleted.containsAll(users.get(original.bytesKey()));
                bytes += isLast ? identity.get().bytes() : 0;
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The sizes of files could not be read");
        }
        return bytes;
    }

    /** Removes the objects of deleted originals that no other bundle uses. */
    public void removeObjects(Collection<Path> deleted) {
        try {
            for (Path file : deleted) {
                Optional<Path> object = Optional.ofNullable(byFile.get(file))
                        .filter(original -> deleted.containsAll(users.get(original.bytesKey())))
                        .flatMap(BundleOriginal::sha256)
                        .flatMap(folder::find);
                if (object.isPresent()
                        && !ObjectSweep.isUsed(object.get(), FileIdentity.of(object.get()), usedBesides(deleted))) {
                    Files.deleteIfExists(object.get());
                }
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "An unused object could not be removed");
        }
    }

    private Set<Object> usedBesides(Collection<Path> deleted) {
        Set<Object> used = new HashSet<>();
        users.forEach((key, files) -> {
            if (!deleted.containsAll(files)) {
                used.add(key);
            }
        });
        return used;
    }
}
