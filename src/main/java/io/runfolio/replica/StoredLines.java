package io.runfolio.replica;

import io.runfolio.files.StorageErrors;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads the texts of an object store: segments of the index, and lines of ledgers. */
final class StoredLines {
    private final ObjectStore objects;

    StoredLines(ObjectStore objects) {
        this.objects = objects;
    }

    /** Returns the lines of all segments of the index, one after the other. */
    List<String> index() {
        return lines(StoreKeys.INDEX);
    }

    /** Returns the lines of a bundle's ledger. */
    List<String> ledger(String runPath) {
        return lines(StoreKeys.ledger(runPath));
    }

    private List<String> lines(String prefix) {
        List<String> keys;
        try (Stream<ObjectInfo> listed = objects.list(prefix)) {
            keys = listed.map(ObjectInfo::key).sorted().toList();
        }
        List<String> lines = new ArrayList<>();
        keys.forEach(key -> lines.addAll(text(key).lines().toList()));
        return lines;
    }

    private String text(String key) {
        try (InputStream in = objects.get(key)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw StorageErrors.translate(e, key + " could not be read");
        }
    }
}
