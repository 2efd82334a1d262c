package io.runfolio.dedup;

import io.runfolio.files.Checksums;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.FileIdentity;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets originals share the bytes of objects. Safe for use by several threads and processes. */
final class ObjectStore {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectStore.class);

    private final ObjectFolder folder;
    private final ByteSharing sharing;
    private final DedupSteps steps;

    ObjectStore(ObjectFolder folder, ByteSharing sharing, DedupSteps steps) {
        this.folder = folder;
        this.sharing = sharing;
        this.steps = steps;
    }

    /** Result of the work on an original. */
    enum Result {
        /** It was shared already. */
        UNCHANGED,
        /** Its bytes are those of a new object. */
        CREATED,
        /** It was replaced by a file that shares the bytes of an object. */
        REPLACED
    }

    /** Returns whether an original shares the bytes of its object, without reading them. */
    boolean isShared(Path original, String sha256) throws IOException {
        Optional<Path> object = folder.find(sha256);
        return object.isPresent() && sharing.isShared(original, sha256, object.get());
    }

    /**
     * Lets an original share its bytes. On failure it is as it was.
     *
     * @param original file whose checksum the caller has computed; nothing else writes to it
     * @param part a path on the same file system that is not taken
     * @throws IOException if the bytes cannot be shared
     */
    Result share(Path original, String sha256, Path part) throws IOException {
        Stamp before = Stamp.of(original);
        folder.createFolderOf(sha256);
        Path object = folder.file(sha256);
        if (Files.notExists(object)) {
            try {
                steps.before("create object");
                sharing.createObject(original, sha256, object, part);
                return Result.CREATED;
            } catch (FileAlreadyExistsException e) {
                LOG.debug("another process created {}", object);
            }
        }
        if (sharing.isShared(original, sha256, object)) {
            return Result.UNCHANGED;
        }
        try {
            steps.before("write aside");
            sharing.share(object, sha256, original, part);
            steps.before("verify");
            if (!Checksums.sha256(part).equals(sha256)) {
                DurableFiles.tryDelete(part);
                return replaceDamaged(original, sha256, object, part);
            }
            DurableFiles.forceFile(part);
            steps.before("replace original");
            if (!Stamp.of(original).equals(before)) {
                throw new IOException("it was changed meanwhile");
            }
            DurableFiles.moveAtomically(part, original);
            steps.before("flush folder");
            DurableFiles.forceFolder(original.getParent());
            return Result.REPLACED;
        } finally {
            DurableFiles.tryDelete(part);
        }
    }

    private Result replaceDamaged(Path original, String sha256, Path object, Path part) throws IOException {
        LOG.warn("the object {} is damaged and is replaced; run `runfolio verify`", object);
        Files.deleteIfExists(object);
        sharing.createObject(original, sha256, object, part);
        return Result.CREATED;
    }

    /** Facts of a file that change with its bytes, but not with its links or marks. */
    private record Stamp(Object key, long bytes, FileTime modified) {
        static Stamp of(Path file) throws IOException {
            FileIdentity identity = FileIdentity.of(file);
            return new Stamp(identity.key(), identity.bytes(), Files.getLastModifiedTime(file));
        }
    }
}
