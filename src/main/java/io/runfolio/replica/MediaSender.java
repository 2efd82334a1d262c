package io.runfolio.replica;

import io.runfolio.bundle.RunFolder;
import io.runfolio.coordination.log.MediaLog;
import io.runfolio.files.Checksums;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.lock.Mutex;
import io.runfolio.replica.MediaList.MediaFile;
import io.runfolio.replica.StoreKeys.MediaVersion;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectSender;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.store.object.PartLedgers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sends originals and derivatives to keys of their content. What the store has is not sent again, whoever has sent it.
 * Thread-safe.
 */
final class MediaSender {
    private final ObjectStore objects;
    private final MediaLog log;
    private final HostUploads uploads;
    private final long partSize;
    private final StoreRetry retry;

    /**
     * @param uploads unfinished uploads of this host
     * @param partSize size of the parts of larger files, in bytes
     */
    MediaSender(ObjectStore objects, MediaLog log, HostUploads uploads, long partSize, StoreRetry retry) {
        this.objects = objects;
        this.log = log;
        this.uploads = uploads;
        this.partSize = partSize;
        this.retry = retry;
    }

    /**
     * Sends the media of a bundle that the store lacks.
     *
     * @param paths paths of the files in the bundle
     * @return the files and their keys
     * @throws io.runfolio.files.StorageException if a file cannot be read or sent
     */
    List<MediaFile> send(RunFolder folder, List<String> paths, String runId) {
        Map<String, String> sums = new LinkedHashMap<>();
        paths.forEach(path -> sums.put(path, Checksums.sha256(folder.root().resolve(path))));
        // before any look at the store: what is there now could be removed until then
        Map<String, Integer> generations = log.use(runId, sums.values());
        List<MediaFile> sent = new ArrayList<>();
        sums.forEach((path, sha256) -> {
            MediaVersion version = new MediaVersion(sha256, generations.get(sha256));
            sent.add(send(folder.root().resolve(path), path, version));
        });
        return sent;
    }

    private MediaFile send(Path file, String path, MediaVersion version) {
        try {
            MediaFile media = new MediaFile(path, Files.size(file), version.sha256(), StoreKeys.media(version));
            retry.call(path + " could not be sent to the object store", () -> {
                if (!isStored(media)) {
                    send(file, media);
                }
                return media;
            });
            return media;
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be read");
        }
    }

    private boolean isStored(MediaFile media) {
        return objects.head(media.key())
                .filter(found ->
                        found.bytes() == media.bytes() && found.sha256().equals(Optional.of(media.sha256())))
                .isPresent();
    }

    private ObjectInfo send(Path file, MediaFile media) {
        if (media.bytes() <= partSize) {
            return send(file, media, uploads);
        }
        Optional<Mutex.Held> mine = uploads.tryHold(media.sha256());
        if (mine.isEmpty()) {
            // another attempt of this host sends the same content, and may be frozen: it is not waited for
            return send(file, media, new UploadStates());
        }
        try (Mutex.Held held = mine.get()) {
            return send(file, media, uploads);
        }
    }

    private ObjectInfo send(Path file, MediaFile media, PartLedgers ledgers) {
        return new ObjectSender(objects, ledgers, partSize, bytes -> {}, () -> {})
                .send(media.key(), file, media.bytes(), media.sha256());
    }
}
