package io.runfolio.work;

import io.runfolio.bundle.AssetOutcome;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.Manifests;
import io.runfolio.bundle.RunDraft;
import io.runfolio.bundle.Sealer;
import io.runfolio.bundle.Staging;
import io.runfolio.coordination.SealGuard;
import io.runfolio.dedup.OriginalSharing;
import io.runfolio.files.FlushFailedException;
import io.runfolio.files.StorageException;
import io.runfolio.files.StorageRoots;
import io.runfolio.index.PendingRuns;
import io.runfolio.index.ProcessedEvents;
import io.runfolio.index.RunIndex;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.intake.RunEvent;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.AssetSource;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.run.RunRequest;
import io.runfolio.upload.EventUploads;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns an event into a bundle with its index line, in steps that can be repeated. */
public final class Bundler {
    private static final Logger LOG = LoggerFactory.getLogger(Bundler.class);

    private final StorageRoots roots;
    private final SourceChangeDetector watch;
    private final Staging staging;
    private final Sealer sealer;
    private final BundleReader reader;
    private final RunIndex index;
    private final ProcessedEvents events;
    private final PendingRuns pending;
    private final EventUploads uploads;
    private final Function<RunRequest, Map<String, Object>> words;
    private final Consumer<RunDraft> logs;
    private final OriginalSharing sharing;
    private final TranscodeCheckpoints checkpoints;
    /** Bundles of this process that are visible and not yet in the index, by event id. */
    private final Map<String, SealedRun> unindexed = new ConcurrentHashMap<>();

    private volatile Optional<String> indexTrouble = Optional.empty();

    /**
     * @param words gives the values of a run for {@code source_metadata.runfolio}
     * @param logs writes further logs of a run before it is sealed
     * @param sharing deduplicates the originals of a run before it is sealed
     * @param checkpoints keeps the parts of clips until their run is sealed
     */
    public Bundler(
            StorageRoots roots,
            SourceChangeDetector watch,
            Staging staging,
            Sealer sealer,
            BundleReader reader,
            RunIndex index,
            ProcessedEvents events,
            PendingRuns pending,
            EventUploads uploads,
            Function<RunRequest, Map<String, Object>> words,
            Consumer<RunDraft> logs,
            OriginalSharing sharing,
            TranscodeCheckpoints checkpoints) {
        this.roots = roots;
        this.watch = watch;
        this.staging = staging;
        this.sealer = sealer;
        this.reader = reader;
        this.index = index;
        this.events = events;
        this.pending = pending;
        this.uploads = uploads;
        this.words = words;
        this.logs = logs;
        this.sharing = sharing;
        this.checkpoints = checkpoints;
    }

    /**
     * Returns the remaining work for an event. The caller holds the event's lock.
     *
     * @throws RefusedEventException if an event with the same identity and other contents was bundled before
     */
    public Admission admit(RunEvent event) {
        SealedRun sealed = unindexed.get(event.eventId());
        if (sealed != null) {
            refuseConflict(event, sealed.origin().digest());
            return new Admission(Admission.Kind.SEALED, event, Optional.of(sealed), Optional.empty());
        }
        Optional<ProcessedEvents.ProcessedEvent> known = pending.find(event.eventId());
        known.ifPresent(found -> refuseConflict(event, found.digest()));
        return known.map(found ->
                        new Admission(Admission.Kind.DUPLICATE, event, Optional.empty(), Optional.of(found.runId())))
                .orElseGet(() -> new Admission(Admission.Kind.NEW, event, Optional.empty(), Optional.empty()));
    }

    private static void refuseConflict(RunEvent event, String digest) {
        if (!event.isTaskReport() && !digest.equals(event.digest())) {
            throw new RefusedEventException(
                    "conflict",
                    "",
                    "An event of the same identity was bundled before, and said something else. Give this one an id or"
                            + " idempotency_key of its own, or leave it if the first was right.");
        }
    }

    /**
     * Opens a run: reserves its id and creates its staging folder.
     *
     * @throws RefusedEventException if the event names an upload that does not exist or is not complete
     */
    public RunDraft open(RunEvent event) {
        roots.check();
        uploads.check(event.request());
        return staging.open(uploads.named(event.request()), new EventOrigin(event.eventId(), event.digest()));
    }

    /** Seals a run at its last attempt. */
    public SealedRun seal(RunDraft draft, List<AssetOutcome> outcomes) {
        return seal(draft, outcomes, true);
    }

    /**
     * Seals a run: its bundle becomes visible.
     *
     * @param last whether no attempt is left, so that a changed source is sealed as it was copied
     * @throws SourceChangedException if a source changed after it was copied, and an attempt is left
     */
    public SealedRun seal(RunDraft draft, List<AssetOutcome> worked, boolean last) {
        return seal(draft, worked, last, SealGuard.NONE);
    }

    /**
     * Seals a run as {@link #seal(RunDraft, List, boolean)} does, if the claim of its event is still held.
     *
     * @throws io.runfolio.coordination.ClaimLostException if another worker has the claim
     */
    public SealedRun seal(RunDraft draft, List<AssetOutcome> worked, boolean last, SealGuard guard) {
        for (AssetOutcome outcome : worked) {
            outcome.storageFailure().ifPresent(failure -> {
                throw failure;
            });
        }
        List<AssetOutcome> outcomes = watch.confirm(draft, worked, last);
        roots.check();
        logs.accept(draft);
        sharing.share(draft, outcomes);
        RunArtifact artifact = sealer.seal(draft, outcomes, metadata(draft, guard), guard);
        RunIndexEntry entry = RunIndexEntry.of(Manifests.of(artifact));
        checkpoints.release(draft.origin());
        SealedRun sealed = new SealedRun(artifact, entry, draft.origin(), List.copyOf(outcomes));
        unindexed.put(draft.origin().eventId(), sealed);
        return sealed;
    }

    private Map<String, Object> metadata(RunDraft draft, SealGuard guard) {
        Map<String, Object> metadata = new LinkedHashMap<>(words.apply(draft.request()));
        if (guard.isFenced()) {
            metadata.put("fence", guard.fence());
        }
        return metadata;
    }

    /** Removes the staging folder of a run that was not sealed; does nothing for a sealed one. */
    public void cleanUp(RunDraft draft) {
        watch.forget(draft);
        staging.discard(draft);
    }

    /**
     * Appends a sealed run's lines.
     *
     * <p>The index line is on disk when this returns. The event's line is written but not flushed: it can be restored
     * from the bundle.
     */
    public RunArtifact index(SealedRun sealed) {
        roots.check();
        try {
            pending.publisher().publish(sealed.origin(), sealed.entry());
            events.append(sealed.origin(), sealed.artifact().runId());
        } catch (FlushFailedException e) {
            indexTrouble = Optional.of(
                    "a flush has failed: repair the disk, then start the worker again (" + e.getMessage() + ")");
            throw e;
        }
        unindexed.remove(sealed.origin().eventId());
        release(sealed);
        uploads.release(
                sealed.origin().eventId(),
                Stream.concat(sealed.artifact().inputs().stream(), sealed.artifact().outputs().stream())
                        .map(AssetRecord::sourcePath)
                        .toList());
        return sealed.artifact();
    }

    /** Deletes the uploads of an event that was bundled before. */
    public void releaseUploads(RunEvent event) {
        uploads.release(
                event.eventId(),
                Stream.concat(event.request().inputs().stream(), event.request().outputs().stream())
                        .map(AssetSource::sourcePath)
                        .toList());
    }

    private void release(SealedRun sealed) {
        String runId = sealed.artifact().runId();
        try {
            staging.release(runId, sealed.origin());
        } catch (StorageException e) {
            LOG.warn("{} stays reserved until this worker ends: {}", runId, e.getMessage());
        }
    }

    /** Returns why the index accepts no more lines, if a flush has failed. Its contents on disk are unknown then. */
    public Optional<String> indexTrouble() {
        return indexTrouble;
    }

    /** Returns the run that was made from an event before. */
    public RunArtifact existing(String runId) {
        Path folder = reader.find(runId)
                .orElseThrow(() -> new UnreadableRecordException(
                        "The bundle " + runId + " is in the index and is not there; run `runfolio index rebuild`",
                        null));
        return reader.run(folder);
    }
}
