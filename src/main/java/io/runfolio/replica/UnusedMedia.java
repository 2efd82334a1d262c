package io.runfolio.replica;

import io.runfolio.bundle.RunFolder;
import io.runfolio.coordination.log.MediaLog;
import io.runfolio.coordination.log.StoreLog;
import io.runfolio.coordination.log.StoreLog.NumberedSeal;
import io.runfolio.files.StorageException;
import io.runfolio.index.IndexLineReader;
import io.runfolio.replica.StoreKeys.MediaVersion;
import io.runfolio.replica.SweepSteps.Step;
import io.runfolio.store.object.ObjectContent;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Removes media that no bundle lists, and objects of files that retention has deleted for good. A content is retired
 * first, so that no attempt comes to rely on its object; then the bundles that were sealed meanwhile are read; then the
 * object is removed.
 */
final class UnusedMedia {
    private final ObjectStore objects;
    private final FileObjects files;
    private final StoreLog log;
    private final Clock clock;
    private final SweepSteps steps;

    UnusedMedia(ObjectStore objects, StoreLog log, Clock clock, SweepSteps steps) {
        this.objects = objects;
        this.files = new FileObjects(objects);
        this.log = log;
        this.clock = clock;
        this.steps = steps;
    }

    /**
     * Result of a sweep.
     *
     * @param objects number of objects that were removed
     * @param bytes their sizes, added up
     */
    record Removed(long objects, long bytes) {}

    /**
     * Removes objects.
     *
     * @param age time since an object was written, and since an attempt came to rely on it, from which on it is removed
     * @throws StorageException if it is not known what a sealed bundle lists; nothing is removed then
     */
    Removed sweep(Duration age) {
        steps.before(Step.LIST);
        Set<String> whole = new HashSet<>();
        Set<String> listed = new HashSet<>();
        List<ObjectInfo> gone = new ArrayList<>();
        Set<String> withoutList = new LinkedHashSet<>();
        StoredBundle.each(objects, bundle -> {
            if (keep(bundle, listed, gone, withoutList)) {
                whole.add(bundle.runId());
            }
        });
        Map<String, ObjectInfo> unused = unused(listed, clock.instant().minus(age));
        MediaLog media = log.media();
        unused.keySet().removeIf(key -> {
            steps.before(Step.RETIRE);
            MediaVersion version = StoreKeys.mediaVersion(key).orElseThrow();
            return !media.retire(version.sha256(), version.generation(), age);
        });
        steps.before(Step.COMPARE);
        unused.keySet().removeAll(sealedBeside(whole));
        unused.values().forEach(gone::add);
        withoutList.forEach(this::writeList);
        long bytes = 0;
        for (ObjectInfo object : gone) {
            steps.before(Step.REMOVE);
            objects.delete(object.key());
            bytes += object.bytes();
        }
        steps.before(Step.END);
        return new Removed(gone.size(), bytes);
    }

    private Map<String, ObjectInfo> unused(Set<String> listed, Instant latest) {
        Map<String, ObjectInfo> unused = new TreeMap<>();
        try (Stream<ObjectInfo> all = objects.list(StoreKeys.MEDIA)) {
            all.filter(object -> StoreKeys.mediaVersion(object.key()).isPresent()
                            && !listed.contains(object.key())
                            && object.written()
                                    .filter(written -> !written.isAfter(latest))
                                    .isPresent())
                    .forEach(object -> unused.put(object.key(), object));
        }
        return unused;
    }

    /** Returns the keys that sealed bundles list, but for those that were read before. */
    private Set<String> sealedBeside(Set<String> whole) {
        Set<String> keys = new HashSet<>();
        long after = 0;
        for (List<NumberedSeal> seals = log.seals(after); !seals.isEmpty(); seals = log.seals(after)) {
            for (NumberedSeal seal : seals) {
                if (!whole.contains(seal.seal().runId())) {
                    keep(seal, keys);
                }
                after = seal.number();
            }
        }
        return keys;
    }

    /**
     * Keeps what a bundle, or an attempt that is under way, lists; returns whether it is whole.
     *
     * @param gone receives objects at keys of the bundle whose files were deleted for good
     * @param withoutList receives the bundle if it has such objects, and no list of media
     */
    private boolean keep(StoredBundle bundle, Set<String> keys, List<ObjectInfo> gone, Set<String> withoutList) {
        boolean isWhole = bundle.files().containsKey(RunFolder.RUN_RECORD);
        if (!isWhole && !bundle.files().containsKey(StoreKeys.MEDIA_LIST)) {
            return false;
        }
        try {
            RemovedPaths removed = RemovedPaths.of(log.ledger(bundle.runPath()));
            Map<String, ObjectInfo> found = files.all(bundle.runPath(), bundle.files());
            keep(found, removed, keys);
            List<ObjectInfo> own = removed.gone().stream()
                    .map(bundle.files()::get)
                    .filter(Objects::nonNull)
                    .toList();
            gone.addAll(own);
            if (!own.isEmpty() && !bundle.files().containsKey(StoreKeys.MEDIA_LIST)) {
                withoutList.add(bundle.runPath());
            }
            return isWhole;
        } catch (DamagedObjectException e) {
            return false; // what was sealed is read again
        }
    }

    private void keep(NumberedSeal seal, Set<String> keys) {
        String runId = seal.seal().runId();
        String runPath = IndexLineReader.entry(seal.seal().indexLine().getBytes(StandardCharsets.UTF_8))
                .map(entry -> String.valueOf(entry.runPath()))
                .orElseThrow(() -> refusal(runId, "its line of the index cannot be read"));
        try {
            Map<String, ObjectInfo> found = files.all(runPath);
            if (!found.containsKey(RunFolder.RUN_RECORD)) {
                throw refusal(runId, "the store has no whole bundle of it");
            }
            keep(found, RemovedPaths.of(log.ledger(runPath)), keys);
        } catch (DamagedObjectException e) {
            throw refusal(runId, e.getMessage());
        }
    }

    /** Writes an empty list: without one, a bundle of an earlier version that lacks media is damaged. */
    private void writeList(String runPath) {
        objects.put(StoreKeys.mediaList(runPath), ObjectContent.of(new MediaList(List.of()).document()));
    }

    private static StorageException refusal(String runId, String reason) {
        return new StorageException(
                "Media cannot be removed, as the sealed run " + runId + " may need them (" + reason
                        + "): run `runfolio store verify`",
                null);
    }

    private static void keep(Map<String, ObjectInfo> found, RemovedPaths removed, Set<String> keys) {
        found.forEach((path, object) -> {
            if (object.key().startsWith(StoreKeys.MEDIA) && !removed.gone().contains(path)) {
                keys.add(object.key());
            }
        });
    }
}
