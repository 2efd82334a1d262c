package io.runfolio.replica;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RunFolder;
import io.runfolio.coordination.log.StoreLog;
import io.runfolio.coordination.log.StoreLog.NumberedSeal;
import io.runfolio.files.Checksums;
import io.runfolio.files.StorageErrors;
import io.runfolio.run.Finding;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares the object store of the bundles with the seals and with the working copy of this host.
 *
 * <p>It changes nothing.
 */
public final class StoreAudit {
    private final BundleLayout layout;
    private final ObjectStore objects;
    private final StoreLog log;
    private final boolean isDeep;
    private final List<Finding> findings = new ArrayList<>();
    private long bundles;
    private long count;
    private long unsealed;

    /**
     * @param layout a working copy that was brought up to date
     * @param isDeep whether every object is read and compared with its file
     */
    public StoreAudit(BundleLayout layout, ObjectStore objects, boolean isDeep) {
        this.layout = layout;
        this.objects = objects;
        this.log = layout.coordination().storeLog().orElseThrow();
        this.isDeep = isDeep;
    }

    /**
     * Result of an audit.
     *
     * @param bundles sealed bundles that the store has
     * @param objects their objects
     * @param unsealed attempts that were not sealed, or are under way
     * @param findings differences
     */
    public record Report(long bundles, long objects, long unsealed, List<Finding> findings) {}

    /** Compares everything. */
    public Report check() {
        Set<String> whole = new HashSet<>();
        StoredBundle.each(objects, bundle -> {
            if (!log.isSealed(bundle.runId())) {
                unsealed++;
                return;
            }
            bundles++;
            count += bundle.files().size();
            if (bundle.files().containsKey(RunFolder.RUN_RECORD)) {
                whole.add(bundle.runId());
            }
            compare(bundle);
        });
        long after = 0;
        for (List<NumberedSeal> seals = log.seals(after); !seals.isEmpty(); seals = log.seals(after)) {
            seals.stream()
                    .map(numbered -> numbered.seal().runId())
                    .filter(runId -> !whole.contains(runId))
                    .forEach(runId -> finding("bundle_missing", runId, "The run is sealed, and the store lacks it"));
            after = seals.get(seals.size() - 1).number();
        }
        return new Report(bundles, count, unsealed, List.copyOf(findings));
    }

    private void compare(StoredBundle bundle) {
        String runPath = bundle.runPath();
        if (!layout.store().isSealed(runPath)) {
            finding("copy_missing", runPath, "This host has no copy of the bundle: run `runfolio store sync`");
            return;
        }
        Map<String, ObjectInfo> left = new TreeMap<>(bundle.files());
        for (String path : layout.store().files(runPath)) {
            ObjectInfo object = left.remove(path);
            if (object == null) {
                if (!path.equals(RunFolder.LEDGER)) {
                    finding("object_missing", runPath + "/" + path, "The store lacks the file, and this host has it");
                }
            } else if (differs(layout.bundle(runPath).resolve(path), object)) {
                finding(
                        "object_differs",
                        runPath + "/" + path,
                        "The object has other bytes than the file of this host");
            }
        }
        left.keySet().forEach(path -> finding("extra_object", runPath + "/" + path, "This host has no such file"));
    }

    private boolean differs(Path file, ObjectInfo object) {
        try {
            if (Files.size(file) != object.bytes()) {
                return true;
            }
            String sha256 = isDeep ? read(object.key()) : recorded(object.key());
            return !sha256.isEmpty() && !sha256.equals(Checksums.sha256(file));
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be read");
        }
    }

    private String recorded(String key) {
        Optional<ObjectInfo> found = objects.head(key);
        return found.flatMap(ObjectInfo::sha256).orElse("");
    }

    private String read(String key) throws IOException {
        try (InputStream in = objects.get(key)) {
            return Checksums.sha256(in);
        }
    }

    private void finding(String code, String path, String message) {
        findings.add(new Finding(code, path, message));
    }
}
