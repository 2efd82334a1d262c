package io.runfolio.replica;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RunFolder;
import io.runfolio.files.StorageErrors;
import io.runfolio.index.IndexLineReader;
import io.runfolio.index.RunIndex;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.Finding;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.run.extras.RunExtras;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Restores an outputs folder from the object store of the bundles, without the database. Runs of the index come first.
 * Of bundles that are in no segment, as the database was lost before it was written, the one with the highest fence
 * counts for its event.
 */
public final class StoreRestore {
    private static final String SUPERSEDED = "superseded_bundle";
    private static final String RUN_RECORD = "/" + RunFolder.RUN_RECORD;

    private final BundleLayout layout;
    private final ObjectStore objects;
    private final StoredLines stored;
    private final BundleArrival arrival;
    private final BundleReader bundles;
    private final RunIndex index;
    private final Set<String> events = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();
    private int restored;
    private int present;

    /** @param layout a folder that has the bundles itself */
    public StoreRestore(BundleLayout layout, ObjectStore objects) {
        this.layout = layout;
        this.objects = objects;
        stored = new StoredLines(objects);
        arrival = new BundleArrival(layout.store(), layout.incoming(), new BundleFetcher(objects, new StoreRetry()));
        bundles = new BundleReader(layout);
        index = new RunIndex(layout);
    }

    /**
     * Result of a restore.
     *
     * @param restored bundles that were fetched
     * @param present bundles that were there before
     * @param findings bundles that could not be restored, or that do not count
     */
    public record Report(int restored, int present, List<Finding> findings) {
        /** Returns whether every bundle that counts is there. */
        public boolean hasAll() {
            return findings.stream().allMatch(finding -> finding.code().equals(SUPERSEDED));
        }
    }

    private record Candidate(String runPath, Optional<EventOrigin> event, long fence) {}

    /**
     * Fetches everything. After a break the next call continues.
     *
     * @param progress receives the number of bundles that are there
     */
    public Report run(IntConsumer progress) {
        Set<String> indexed = new HashSet<>();
        for (String line : stored.index()) {
            Optional<RunIndexEntry> entry = IndexLineReader.entry(line.getBytes(StandardCharsets.UTF_8));
            if (entry.isPresent() && indexed.add(String.valueOf(entry.get().runPath()))) {
                restore(entry.get());
                progress.accept(restored + present);
            }
        }
        candidates(indexed).forEach(this::decide);
        return new Report(restored, present, List.copyOf(findings));
    }

    private void restore(RunIndexEntry entry) {
        String runPath = String.valueOf(entry.runPath());
        if (bring(runPath)) {
            index.append(entry);
            bundles.origin(bundles.run(layout.bundle(runPath))).ifPresent(event -> events.add(event.eventId()));
        } else {
            finding("bundle_missing", runPath, "The object store has no whole bundle of the run");
        }
    }

    private boolean bring(String runPath) {
        if (layout.store().isSealed(runPath)) {
            present++;
            return true;
        }
        try {
            boolean isThere = arrival.fetch(runPath, stored.ledger(runPath));
            restored += isThere ? 1 : 0;
            return isThere;
        } catch (DamagedObjectException e) {
            finding("object_differs", runPath, e.getMessage());
            return false;
        }
    }

    /** Returns whole bundles that are in no segment, those with the highest fence first. */
    private List<Candidate> candidates(Set<String> indexed) {
        List<Candidate> found = new ArrayList<>();
        try (Stream<ObjectInfo> listed = objects.list(StoreKeys.BUNDLES)) {
            listed.map(ObjectInfo::key)
                    .filter(key -> key.endsWith(RUN_RECORD))
                    .map(key -> key.substring(StoreKeys.BUNDLES.length(), key.length() - RUN_RECORD.length()))
                    .filter(runPath -> runPath.split("/").length == 2 && !indexed.contains(runPath))
                    .forEach(runPath -> candidate(runPath).ifPresent(found::add));
        }
        found.sort(Comparator.comparingLong(Candidate::fence).reversed().thenComparing(Candidate::runPath));
        return found;
    }

    private Optional<Candidate> candidate(String runPath) {
        try (InputStream in = objects.get(StoreKeys.file(runPath, RunFolder.RUN_RECORD))) {
            RunArtifact run = RecordMapper.read(in.readAllBytes(), RunArtifact.class);
            return Optional.of(new Candidate(runPath, bundles.origin(run), RunExtras.fence(run)));
        } catch (UnreadableRecordException e) {
            finding("run_unreadable", runPath, e.getMessage());
            return Optional.empty();
        } catch (IOException e) {
            throw StorageErrors.translate(e, runPath + " could not be read");
        }
    }

    private void decide(Candidate candidate) {
        Optional<String> eventId = candidate.event().map(EventOrigin::eventId);
        if (eventId.isPresent() && !events.add(eventId.get())) {
            finding(
                    SUPERSEDED,
                    candidate.runPath(),
                    "Another bundle of the event " + eventId.get() + " counts; this one, with the fence "
                            + candidate.fence() + ", was not restored");
            return;
        }
        if (bring(candidate.runPath())) {
            index.append(RunIndexEntry.of(bundles.manifest(layout.bundle(candidate.runPath())))
                    .withRunPath(candidate.runPath()));
        }
    }

    private void finding(String code, String path, String message) {
        findings.add(new Finding(code, path, message));
    }
}
