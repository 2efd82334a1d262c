package io.runfolio.flow;

import io.runfolio.bundle.AssetOutcome;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.EventOrigin;
import io.runfolio.bundle.Manifests;
import io.runfolio.bundle.RunDraft;
import io.runfolio.bundle.Sealer;
import io.runfolio.bundle.Staging;
import io.runfolio.index.EventLedger;
import io.runfolio.index.IndexBrokenException;
import io.runfolio.index.PendingRuns;
import io.runfolio.index.RunIndex;
import io.runfolio.intake.RunEvent;
import io.runfolio.run.RefusedEventException;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.run.RunRequest;
import io.runfolio.run.StorageException;
import io.runfolio.run.StorageRoots;
import io.runfolio.run.UnreadableRecordException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From an event that may be bundled to a bundle with its index line: every step can be done again. */
public final class Bundler {
    private static final Logger LOG = LoggerFactory.getLogger(Bundler.class);

    private final StorageRoots roots;
    private final SourceWatch watch;
    private final Staging staging;
    private final Sealer sealer;
    private final BundleReader reader;
    private final RunIndex index;
    private final EventLedger events;
    private final PendingRuns pending;
    private final Function<RunRequest, Map<String, Object>> words;
    /** Bundles of this process that are visible and not yet in the index, by event. */
    private final Map<String, SealedRun> unindexed = new ConcurrentHashMap<>();

    private volatile Optional<String> indexTrouble = Optional.empty();

    /**
     * @param words what is ours of a run, for {@code source_metadata.runfolio}
     */
    public Bundler(
            StorageRoots roots,
            SourceWatch watch,
            Staging staging,
            Sealer sealer,
            BundleReader reader,
            RunIndex index,
            EventLedger events,
            PendingRuns pending,
            Function<RunRequest, Map<String, Object>> words) {
        this.roots = roots;
        this.watch = watch;
        this.staging = staging;
        this.sealer = sealer;
        this.reader = reader;
        this.index = index;
        this.events = events;
        this.pending = pending;
        this.words = words;
    }

    /**
     * Tells how far an event has come before. The caller holds the event's lock.
     *
     * @throws RefusedEventException if another event of the same identity said something else
     */
    public Admission admit(RunEvent event) {
        SealedRun sealed = unindexed.get(event.eventId());
        if (sealed != null) {
            refuseConflict(event, sealed.origin().digest());
            return new Admission(Admission.Kind.SEALED, event, Optional.of(sealed), Optional.empty());
        }
        Optional<EventLedger.Known> known = pending.find(event.eventId());
        known.ifPresent(found -> refuseConflict(event, found.digest()));
        return known.map(found ->
                        new Admission(Admission.Kind.DUPLICATE, event, Optional.empty(), Optional.of(found.runId())))
                .orElseGet(() -> new Admission(Admission.Kind.NEW, event, Optional.empty(), Optional.empty()));
    }

    private static void refuseConflict(RunEvent event, String digest) {
        if (!digest.equals(event.digest())) {
            throw new RefusedEventException(
                    "conflict",
                    "",
                    "An event of the same identity was bundled before, and said something else. Give this one an id or"
                            + " idempotency_key of its own, or leave it if the first was right.");
        }
    }

    /** Opens a run: its name is taken and its folders are made, out of sight. */
    public RunDraft open(RunEvent event) {
        roots.check();
        return staging.open(event.request(), new EventOrigin(event.eventId(), event.digest()));
    }

    /** Makes a run's bundle visible at the last attempt. */
    public SealedRun seal(RunDraft draft, List<AssetOutcome> outcomes) {
        return seal(draft, outcomes, true);
    }

    /**
     * Makes a run's bundle visible.
     *
     * @param last whether no other attempt is possible, so that a source that has changed is sealed as it was copied
     * @throws SourceChangedException if a source was written to after it was copied, and another attempt is possible
     */
    public SealedRun seal(RunDraft draft, List<AssetOutcome> worked, boolean last) {
        for (AssetOutcome outcome : worked) {
            outcome.storageFailure().ifPresent(failure -> {
                throw failure;
            });
        }
        List<AssetOutcome> outcomes = watch.confirm(draft, worked, last);
        roots.check();
        RunArtifact artifact = sealer.seal(draft, outcomes, words.apply(draft.request()));
        RunIndexEntry entry = RunIndexEntry.of(Manifests.of(artifact));
        SealedRun sealed = new SealedRun(artifact, entry, draft.origin(), List.copyOf(outcomes));
        unindexed.put(draft.origin().eventId(), sealed);
        return sealed;
    }

    /** Removes what an unfinished run has left; does nothing for a sealed one. */
    public void cleanUp(RunDraft draft) {
        watch.forget(draft);
        staging.discard(draft);
    }

    /** Appends a sealed run's lines. The index line is on disk when this returns; the event's is written, and comes back from the bundle if a power cut takes it away. */
    public RunArtifact index(SealedRun sealed) {
        roots.check();
        try {
            index.append(sealed.entry());
            events.append(sealed.origin(), sealed.artifact().runId());
        } catch (IndexBrokenException e) {
            indexTrouble = Optional.of(
                    "a flush has failed: mend the disk, then start the worker again (" + e.getMessage() + ")");
            throw e;
        }
        unindexed.remove(sealed.origin().eventId());
        release(sealed.artifact().runId());
        return sealed.artifact();
    }

    private void release(String runId) {
        try {
            pending.release(runId);
        } catch (StorageException e) {
            LOG.warn("{} stays reserved until the next worker starts: {}", runId, e.getMessage());
        }
    }

    /** Returns why nothing can be appended to the index any more, if that is so: after a failed flush nobody knows what is on disk. */
    public Optional<String> indexTrouble() {
        return indexTrouble;
    }

    /** Returns the run that an event became before. */
    public RunArtifact existing(String runId) {
        Path folder = reader.find(runId)
                .orElseThrow(() -> new UnreadableRecordException(
                        "The bundle " + runId + " is in the index and is not there; run `runfolio index rebuild`",
                        null));
        return reader.run(folder);
    }
}
