package io.runfolio.dedup;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.files.FileIdentity;
import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Reads how many names the bytes of originals have. Clones have bytes of their own here. Not thread-safe. */
public final class OriginalNameReader {
    /** Names of an object that one original uses. */
    private static final int UNSHARED = 2;

    private final ObjectFolder folder;
    private Set<Object> objects;

    public OriginalNameReader(BundleLayout layout) {
        this.folder = new ObjectFolder(layout.objects());
    }

    /** Returns whether the library has objects. Without any, no original shares its bytes by this program. */
    public boolean hasObjects() {
        return Files.isDirectory(folder.root());
    }

    /** Returns the checksums of objects that more than one original may use. */
    public Set<String> shared() {
        Set<String> shared = new HashSet<>();
        for (Path object : folder.objects()) {
            identity(object)
                    .filter(found -> found.links() > UNSHARED)
                    .ifPresent(found -> shared.add(ObjectFolder.checksum(object)));
        }
        return shared;
    }

    /**
     * Returns the names of a file's bytes; empty if there is no such file or it is the only name.
     *
     * @param sha256 its checksum; null if unknown, which reads all objects once
     */
    public Optional<OriginalNames> find(Path file, String sha256) {
        return identity(file)
                .filter(found -> found.links() > 1)
                .map(found -> new OriginalNames(
                        found.key(), found.links() - (hasObject(found, sha256) ? 1 : 0), found.bytes()));
    }

    /** Returns the identity of a file's bytes if they have several names. One may be that of an object. */
    public Optional<Object> linked(Path file) {
        return identity(file).filter(found -> found.links() > 1).map(FileIdentity::key);
    }

    private boolean hasObject(FileIdentity identity, String sha256) {
        if (ObjectFolder.isChecksum(sha256)) {
            return identity(folder.file(sha256))
                    .filter(object -> object.key().equals(identity.key()))
                    .isPresent();
        }
        if (objects == null) {
            objects = new HashSet<>();
            folder.objects().forEach(object -> identity(object).ifPresent(found -> objects.add(found.key())));
        }
        return objects.contains(identity.key());
    }

    private static Optional<FileIdentity> identity(Path file) {
        try {
            return FileIdentity.find(file);
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be read");
        }
    }
}
