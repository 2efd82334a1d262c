package io.runfolio.mirror;

import io.runfolio.files.DurableFiles;
import io.runfolio.files.RandomIds;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.json.RecordMapper;
import io.runfolio.store.object.ObjectContent;
import io.runfolio.store.object.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Identity of a library, in the outputs folder and in its mirror. Two libraries with one mirror would overwrite each
 * other's lists.
 *
 * @param format version of the keys and records
 * @param library random id of the library
 */
record MirrorIdentity(int format, String library) {
    static final int FORMAT = 1;
    private static final String FILE = "identity.json";

    /** Returns the identity of a mirror; empty if nothing was sent yet. */
    static Optional<MirrorIdentity> ofStore(ObjectStore store) {
        return store.head(MirrorKeys.IDENTITY)
                .map(found -> Manifests.read(store, MirrorKeys.IDENTITY, MirrorIdentity.class));
    }

    /** Returns the identity of a folder; empty if it has never had a mirror. */
    static Optional<MirrorIdentity> ofFolder(Path state) {
        Path file = state.resolve(FILE);
        return Files.exists(file) ? Optional.of(RecordMapper.read(file, MirrorIdentity.class)) : Optional.empty();
    }

    /** Writes the identity into a folder. */
    void writeTo(Path state) {
        Path file = state.resolve(FILE);
        try {
            StorageRoots.createFolders(state);
            Path part = file.resolveSibling(FILE + ".new");
            Files.deleteIfExists(part);
            DurableFiles.replace(file, part, RecordMapper.document(this));
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be written");
        }
    }

    /**
     * Checks that a mirror is that of a folder, and marks both if neither is marked.
     *
     * @param adopt whether the folder takes over a mirror that another one has filled
     * @throws MirrorException if the mirror is of another library
     */
    static MirrorIdentity agree(ObjectStore store, Path state, boolean adopt) {
        Optional<MirrorIdentity> there = ofStore(store);
        Optional<MirrorIdentity> here = ofFolder(state);
        if (there.isPresent() && there.get().format() != FORMAT) {
            throw new MirrorException(store.location() + " has format "
                    + there.get().format() + ", which this version cannot write: upgrade Runfolio");
        }
        if (there.isPresent() && !there.equals(here) && !adopt) {
            throw new MirrorException(store.location() + " is the mirror of another outputs folder: name another prefix"
                    + " in runfolio.mirror, or run `runfolio store sync --adopt` if this folder continues it");
        }
        MirrorIdentity identity = there.or(() -> here).orElseGet(() -> new MirrorIdentity(FORMAT, RandomIds.hex(16)));
        if (!here.equals(Optional.of(identity))) {
            identity.writeTo(state);
        }
        if (there.isEmpty()) {
            store.put(MirrorKeys.IDENTITY, ObjectContent.of(RecordMapper.document(identity)));
        }
        return identity;
    }
}
