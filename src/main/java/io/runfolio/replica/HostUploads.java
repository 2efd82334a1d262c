package io.runfolio.replica;

import io.runfolio.coordination.log.CopyLocks;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.PrivateFiles;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.lock.Mutex;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.replica.StoreKeys.MediaVersion;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.store.object.PartLedger;
import io.runfolio.store.object.PartLedgers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Unfinished uploads of media by this host, one file each. The key of an object is that of its content, so the next
 * attempt at an event goes on with the upload of one that was killed. Thread-safe.
 */
final class HostUploads implements PartLedgers {
    private static final String LOCKS = "locks";
    private static final String SUFFIX = ".json";

    private final Path folder;
    private final CopyLocks locks;

    /** @param folder folder of these files, which is created when it is needed */
    HostUploads(Path folder) {
        this.folder = folder;
        locks = new CopyLocks(folder.resolve(LOCKS));
    }

    /**
     * Takes the right to use the upload of a key; empty if another thread or process of this host has it.
     *
     * @param sha256 checksum of the content
     */
    Optional<Mutex.Held> tryHold(String sha256) {
        return locks.tryHold(sha256);
    }

    @Override
    public Optional<PartLedger> upload(String key) {
        Path file = file(key);
        try {
            return RegularFiles.exists(file)
                    ? Optional.of(RecordMapper.read(file, PartLedger.class))
                    : Optional.empty();
        } catch (UnreadableRecordException e) {
            return Optional.empty(); // the upload begins again
        }
    }

    @Override
    public void upload(String key, PartLedger ledger) {
        Path file = file(key);
        Path part = folder.resolve("." + file.getFileName());
        try {
            PrivateFiles.createFolder(folder);
            DurableFiles.replace(file, part, RecordMapper.document(ledger));
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be written");
        }
    }

    @Override
    public void forgetUpload(String key) {
        Path file = file(key);
        DurableFiles.delete(file, file + " could not be deleted");
    }

    /**
     * Discards uploads that no attempt has gone on with for some time, with their parts in the store.
     *
     * @param latest time of the last part
     * @return number of uploads
     */
    int discard(ObjectStore objects, Instant latest) {
        int discarded = 0;
        for (Path file : files()) {
            String name = file.getFileName().toString();
            Optional<MediaVersion> version =
                    StoreKeys.mediaVersionOf(name.substring(0, name.length() - SUFFIX.length()));
            if (version.isPresent() && discard(objects, file, version.get(), latest)) {
                discarded++;
            }
        }
        return discarded;
    }

    private boolean discard(ObjectStore objects, Path file, MediaVersion version, Instant latest) {
        Optional<Mutex.Held> mine = tryHold(version.sha256());
        if (mine.isEmpty()) {
            return false;
        }
        try (Mutex.Held held = mine.get()) {
            if (Files.getLastModifiedTime(file).toInstant().isAfter(latest)) {
                return false;
            }
            String key = StoreKeys.media(version);
            upload(key).ifPresent(ledger -> objects.abort(key, ledger.uploadId()));
            forgetUpload(key);
            return true;
        } catch (NoSuchFileException e) {
            return false; // it was completed meanwhile
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be read");
        }
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " could not be read");
        }
    }

    private Path file(String key) {
        return folder.resolve(key.substring(key.lastIndexOf('/') + 1) + SUFFIX);
    }
}
