package io.runfolio.replica;

import io.runfolio.coordination.shared.SharedFiles;
import io.runfolio.files.Checksums;
import io.runfolio.files.StorageErrors;
import io.runfolio.store.object.ObjectContent;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectSender;
import io.runfolio.store.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Uploads of all hosts as objects. A client waits for them, so a store that is away is not waited for as long as by a
 * worker.
 */
public final class UploadObjects implements SharedFiles {
    private static final long PART_SIZE = 16L << 20;
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);

    private final ObjectStore objects;
    private final StoreRetry retry = new StoreRetry(MAX_WAIT);

    public UploadObjects(ObjectStore objects) {
        this.objects = objects;
    }

    @Override
    public void put(String id, Path data, String sha256, byte[] state) {
        String key = StoreKeys.uploadData(id);
        retry.call(key + " could not be sent", () -> {
            if (objects.head(key)
                    .flatMap(ObjectInfo::sha256)
                    .filter(sha256::equals)
                    .isEmpty()) {
                new ObjectSender(objects, new UploadStates(), PART_SIZE, bytes -> {}, () -> {})
                        .send(key, data, size(data), sha256);
            }
            return objects.put(StoreKeys.uploadState(id), ObjectContent.of(state));
        });
    }

    private static long size(Path data) {
        try {
            return Files.size(data);
        } catch (IOException e) {
            throw StorageErrors.translate(e, data + " could not be read");
        }
    }

    @Override
    public Optional<byte[]> state(String id) {
        String key = StoreKeys.uploadState(id);
        return retry.call(key + " could not be read", () -> objects.head(key).map(found -> read(key)));
    }

    private byte[] read(String key) {
        try (InputStream in = objects.get(key)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw StorageErrors.translate(e, key + " could not be read");
        }
    }

    @Override
    public String fetch(String id, Path target) {
        String key = StoreKeys.uploadData(id);
        return retry.call(key + " could not be fetched", () -> copy(key, target));
    }

    private String copy(String key, Path target) {
        try (InputStream in = objects.get(key);
                OutputStream out = Files.newOutputStream(target)) {
            return Checksums.copy(in, out, Long.MAX_VALUE).sha256();
        } catch (IOException e) {
            throw StorageErrors.translate(e, key + " could not be fetched");
        }
    }

    @Override
    public void delete(String id) {
        retry.call("The upload " + id + " could not be deleted", () -> {
            objects.delete(StoreKeys.uploadState(id));
            objects.delete(StoreKeys.uploadData(id));
            return id;
        });
    }

    @Override
    public List<String> ids() {
        return retry.call("The uploads could not be listed", () -> {
            try (Stream<ObjectInfo> listed = objects.list(StoreKeys.UPLOADS)) {
                return listed.map(ObjectInfo::key)
                        .map(key -> key.substring(StoreKeys.UPLOADS.length()).replaceFirst("/.*", ""))
                        .distinct()
                        .toList();
            }
        });
    }
}
