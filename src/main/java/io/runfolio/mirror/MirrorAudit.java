package io.runfolio.mirror;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RunFolder;
import io.runfolio.files.Checksums;
import io.runfolio.index.ReviewLogs;
import io.runfolio.mirror.MirrorSource.Rank;
import io.runfolio.mirror.MirrorSource.SourceFile;
import io.runfolio.run.Finding;
import io.runfolio.store.object.ObjectContent;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.store.object.ObjectStoreException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares the mirror with the bundles, day by day, without changing either. By sizes and the store's tags it reads no
 * object; thoroughly it reads every object and every file.
 */
public final class MirrorAudit {
    private final BundleLayout layout;
    private final ObjectStore store;
    private final ReviewLogs ledgers;
    private final boolean deep;
    private final List<Finding> findings = new ArrayList<>();
    private int bundles;
    private long objects;
    private long kept;

    /** @param deep whether the bytes of all objects are compared */
    public MirrorAudit(BundleLayout layout, ObjectStore store, boolean deep) {
        this.layout = layout;
        this.store = store;
        this.deep = deep;
        ledgers = new ReviewLogs(layout);
    }

    /**
     * Result of a comparison.
     *
     * @param bundles bundles that are here
     * @param objects objects of bundles that the mirror has
     * @param kept objects of files that were removed here
     * @param findings differences; none if the mirror has everything
     */
    public record Report(int bundles, long objects, long kept, List<Finding> findings) {}

    /**
     * Compares all days.
     *
     * @throws ObjectStoreException if the store cannot be used
     */
    public Report check() {
        TreeSet<String> days = new TreeSet<>(layout.store().days());
        try (Stream<ObjectInfo> all = store.list(MirrorKeys.MANIFESTS)) {
            all.map(found -> MirrorKeys.runPath(found.key()))
                    .filter(runPath -> !runPath.startsWith("."))
                    .map(runPath -> runPath.substring(0, Math.max(0, runPath.indexOf('/'))))
                    .forEach(days::add);
        }
        days.forEach(this::day);
        return new Report(bundles, objects, kept, List.copyOf(findings));
    }

    private void day(String day) {
        Map<String, Map<String, ObjectInfo>> there = objects(day);
        for (String runPath : layout.store().list(day)) {
            Optional<MirrorSource> source = MirrorSource.ofBundle(layout, ledgers, runPath);
            Map<String, ObjectInfo> found =
                    Optional.ofNullable(there.remove(runPath)).orElse(new HashMap<>());
            source.ifPresent(bundle -> bundle(bundle, found));
        }
        there.forEach((runPath, found) -> finding(
                "extra_bundle", runPath, "The mirror has " + found.size() + " objects of a bundle that is not here"));
    }

    /** Returns the objects of a day by run path and path in the bundle. */
    private Map<String, Map<String, ObjectInfo>> objects(String day) {
        Map<String, Map<String, ObjectInfo>> found = new HashMap<>();
        try (Stream<ObjectInfo> all = store.list(MirrorKeys.BUNDLES + day + "/")) {
            all.forEach(object -> {
                objects++;
                String path = object.key().substring(MirrorKeys.BUNDLES.length());
                int end = path.indexOf('/', day.length() + 1);
                if (end > 0) {
                    found.computeIfAbsent(path.substring(0, end), run -> new HashMap<>())
                            .put(path.substring(end + 1), object);
                }
            });
        }
        return found;
    }

    private void bundle(MirrorSource source, Map<String, ObjectInfo> found) {
        bundles++;
        String key = MirrorKeys.manifest(source.runPath());
        if (!found.containsKey(RunFolder.RUN_RECORD) || store.head(key).isEmpty()) {
            finding("bundle_missing", source.runPath(), "The mirror lacks the bundle");
            return;
        }
        MirroredRun manifest = Manifests.read(store, key);
        Map<String, MirroredFile> listed = manifest.byPath();
        for (SourceFile file : source.files()) {
            ObjectInfo object = found.remove(file.path());
            if (object == null) {
                finding("object_missing", path(source, file.path()), "The mirror lacks the file");
            } else {
                difference(source, file, object, listed.get(file.path()))
                        .ifPresent(what -> finding("object_differs", path(source, file.path()), what));
            }
        }
        Map<String, MirroredFile> removed =
                manifest.removed().stream().collect(Collectors.toMap(MirroredFile::path, file -> file));
        for (String path : new TreeSet<>(found.keySet())) {
            if (removed.containsKey(path)) {
                kept++;
            } else {
                finding("extra_object", path(source, path), "The mirror has a file that the bundle does not have");
            }
        }
    }

    private Optional<String> difference(MirrorSource source, SourceFile file, ObjectInfo object, MirroredFile listed) {
        if (listed == null) {
            return Optional.of("The manifest of the mirror does not have the file");
        }
        if (object.bytes() != file.bytes()) {
            return Optional.of("The object has " + object.bytes() + " bytes, the file " + file.bytes());
        }
        // the manifest is written before run.json, whose tag it therefore lacks
        if (file.rank() != Rank.RUN && !object.etag().equals(listed.etag())) {
            return Optional.of("The object was replaced after it was sent: its tag is another");
        }
        boolean known = listed.isUnchanged(file.bytes(), file.modified());
        String sha256 = known && !deep
                ? listed.sha256()
                : ObjectContent.of(source.root().resolve(file.path()), 0, file.bytes())
                        .sha256();
        if (!sha256.equals(listed.sha256())) {
            return Optional.of("The file has changed since it was sent");
        }
        return deep || file.rank() == Rank.RUN ? damage(object, sha256) : Optional.empty();
    }

    private Optional<String> damage(ObjectInfo object, String sha256) {
        try (InputStream in = store.get(object.key())) {
            return Checksums.sha256(in).equals(sha256)
                    ? Optional.empty()
                    : Optional.of("The object has other bytes than the file");
        } catch (IOException e) {
            throw new ObjectStoreException(
                    ObjectStoreException.Cause.UNAVAILABLE, object.key() + " could not be read: " + e.getMessage(), e);
        }
    }

    private static String path(MirrorSource source, String path) {
        return source.runPath() + "/" + path;
    }

    private void finding(String code, String path, String message) {
        findings.add(new Finding(code, path, message));
    }
}
