package io.runfolio.replica;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RunFolder;
import io.runfolio.coordination.log.StoreLog;
import io.runfolio.coordination.log.StoreLog.NumberedSeal;
import io.runfolio.files.Checksums;
import io.runfolio.files.PathResolver;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.run.Finding;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
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
    private final FileObjects files;
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
        files = new FileObjects(objects);
        this.log = layout.coordination().storeLog().orElseThrow();
        this.isDeep = isDeep;
    }

    /**
     * Result of an audit.
     *
     * @param bundles sealed bundles that the store has
     * @param objects their objects; those that several bundles share are not counted
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
        try {
            compare(runPath, new TreeMap<>(files.all(runPath, bundle.files())));
        } catch (DamagedObjectException e) {
            finding("object_missing", runPath, e.getMessage());
        }
    }

    /** @param left objects of its files, by path */
    private void compare(String runPath, Map<String, ObjectInfo> left) {
        for (String path : layout.store().files(runPath)) {
            Optional<ObjectInfo> object = Optional.ofNullable(left.remove(path)).flatMap(this::stored);
            if (object.isEmpty()) {
                if (!path.equals(RunFolder.LEDGER)) {
                    finding("object_missing", runPath + "/" + path, "The store lacks the file, which was sent to it");
                }
            } else if (differs(layout.files(layout.bundle(runPath)), path, object.get())) {
                finding(
                        "object_differs",
                        runPath + "/" + path,
                        "The object has other bytes than the file of this host");
            }
        }
        RemovedPaths removed = RemovedPaths.of(log.ledger(runPath));
        left.forEach((path, object) -> {
            if (!removed.isAway(path)) {
                finding("extra_object", runPath + "/" + path, "This host has no such file");
            } else if (removed.trash().contains(path) && stored(object).isEmpty()) {
                finding("object_missing", runPath + "/" + path, "The store lacks the file, which can be restored");
            }
        });
    }

    /** Returns the object as the store has it: a list of media says what was sent. */
    private Optional<ObjectInfo> stored(ObjectInfo listed) {
        return objects.head(listed.key());
    }

    private boolean differs(PathResolver files, String path, ObjectInfo object) {
        Path file = files.look(path).path();
        try {
            if (files.bytes(path).orElse(-1) != object.bytes()) {
                return true;
            }
            if (!RegularFiles.exists(file)) { // only the store has it
                return isDeep && !object.sha256().equals(Optional.of(read(object.key())));
            }
            String sha256 = isDeep ? read(object.key()) : object.sha256().orElse("");
            return !sha256.isEmpty() && !sha256.equals(Checksums.sha256(file));
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be read");
        }
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
