package io.runfolio.bundle;

import io.runfolio.coordination.ClaimLostException;
import io.runfolio.coordination.RunIds;
import io.runfolio.coordination.SealGuard;
import io.runfolio.coordination.log.StoreLog;
import io.runfolio.files.Checksums;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.PrivateFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.SecretMask;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.run.RunManifest;
import io.runfolio.store.BundleStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a run's records, flushes every file and folder, and seals the bundle in the store. Thread-safe. */
public final class Sealer {
    private static final Comparator<AssetOutcome> SLOT_ORDER = Comparator.comparing(
                    (AssetOutcome outcome) -> outcome.slot().output())
            .thenComparing(outcome -> outcome.slot().position());

    private final BundleLayout layout;
    private final Clock clock;
    private final RunSecretMasker secrets;
    private final BundleStore store;

    public Sealer(BundleLayout layout) {
        this(layout, Clock.systemUTC());
    }

    /**
     * @param layout paths of the outputs folder
     * @param clock clock for the times of artifacts
     */
    public Sealer(BundleLayout layout, Clock clock) {
        this(layout, clock, SecretMask.standard());
    }

    /**
     * @param layout paths of the outputs folder
     * @param clock clock for the times of artifacts
     * @param mask masks secrets in written records
     */
    public Sealer(BundleLayout layout, Clock clock, SecretMask mask) {
        this.layout = layout;
        this.store = layout.store();
        this.clock = clock;
        this.secrets = new RunSecretMasker(mask);
    }

    /**
     * Seals a run; its id stays reserved until {@link RunIds#release}. After a return the bundle survives a power cut;
     * after an exception no bundle is visible and the draft can be discarded.
     *
     * @param draft the run, with originals, derivatives and logs in its folder
     * @param outcomes results of its assets, one per slot, in any order
     * @param runfolioMetadata additional fields of {@code source_metadata.runfolio}
     * @return content of {@code run.json}
     * @throws RuntimeException the first storage failure of an outcome, if there is one
     * @throws io.runfolio.files.StorageFullException if no space is left
     * @throws io.runfolio.files.StorageException on another I/O error
     * @throws io.runfolio.files.InterruptedRunException if the thread was interrupted
     */
    public RunArtifact seal(RunDraft draft, List<AssetOutcome> outcomes, Map<String, Object> runfolioMetadata) {
        return seal(draft, outcomes, runfolioMetadata, SealGuard.NONE);
    }

    /**
     * Seals a run as {@link #seal(RunDraft, List, Map)} does, if the claim of its event is still held.
     *
     * @throws io.runfolio.coordination.ClaimLostException if another worker has the claim
     */
    public RunArtifact seal(
            RunDraft draft, List<AssetOutcome> outcomes, Map<String, Object> runfolioMetadata, SealGuard guard) {
        if (outcomes.size() != draft.slots().size()) {
            throw new IllegalArgumentException(
                    "A run of " + draft.slots().size() + " assets cannot be sealed with " + outcomes.size() + ".");
        }
        List<AssetOutcome> ordered = outcomes.stream().sorted(SLOT_ORDER).toList();
        ordered.stream()
                .map(AssetOutcome::storageFailure)
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(failure -> {
                    throw failure;
                });
        try {
            Instant processed = clock.instant();
            RunSecretMasker masker = secrets.withoutQueriesOfSources(draft.request());
            RunArtifact run =
                    write(masker.draft(draft), masker.outcomes(ordered), masker.metadata(runfolioMetadata), processed);
            String line = RecordMapper.line(RunIndexEntry.of(Manifests.of(run)));
            String runPath = layout.runPath(draft.createdAt(), draft.runId());
            store.prepare(draft.folder().root(), runPath);
            sealGuarded(draft, guard, line, runPath);
            return run;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The run " + draft.runId() + " could not be sealed");
        }
    }

    private void sealGuarded(RunDraft draft, SealGuard guard, String line, String runPath) {
        try {
            guard.seal(draft.origin(), draft.runId(), line, new SealGuard.Step() {
                @Override
                public void run() {
                    Optional<StoreLog> log = layout.coordination().storeLog();
                    if (log.isEmpty()) {
                        makeVisible(draft, guard, runPath);
                    } else if (!guard.isFenced()) {
                        log.get().seal(draft.origin(), draft.runId(), line);
                    }
                }

                @Override
                public boolean isVisible(String runId) {
                    return layout.isWorkingCopy() || store.find(runId).isPresent();
                }
            });
        } catch (ClaimLostException e) {
            store.discard(runPath);
            throw e;
        }
        if (layout.isWorkingCopy()) {
            // its entry in the log has made the bundle visible: a worker that lost its claim gets no entry
            store.seal(draft.folder().root(), runPath);
        }
    }

    private void makeVisible(RunDraft draft, SealGuard guard, String runPath) {
        if (guard.isFenced()) {
            Staging.revokeOthers(layout, draft.origin().eventId(), draft.runId());
        }
        store.seal(draft.folder().root(), runPath);
    }

    /** Flushes each step before its time is taken. The artifact records, which contain the times, are written last. */
    private RunArtifact write(RunDraft draft, List<AssetOutcome> outcomes, Map<String, Object> ours, Instant processed)
            throws IOException {
        RunFolder folder = draft.folder();
        OptionalBundleFiles written = OptionalBundleFiles.write(folder, draft.request());
        DurableFiles.forceBelow(folder.root());
        Instant artifactWritten = clock.instant();
        String runPath = layout.runPath(draft.createdAt(), draft.runId());
        RunArtifact run = RunRecords.of(draft, outcomes, written, runPath, ours);
        RunManifest manifest = Manifests.of(run);
        Map<Path, String> sums = new HashMap<>();
        create(folder.manifest(), RecordMapper.document(manifest), sums);
        create(folder.notes(), NotesMarkdown.of(run, manifest).getBytes(StandardCharsets.UTF_8), sums);
        create(folder.runJson(), RecordMapper.document(run), sums);
        Instant metadataRecorded = clock.instant();
        List<AssetOutcome> outputs =
                outcomes.stream().filter(outcome -> outcome.slot().output()).toList();
        SealTimes times = new SealTimes(processed, artifactWritten, metadataRecorded, clock.instant());
        create(
                folder.artifacts(),
                RecordMapper.camelDocument(ArtifactRecordFactory.of(draft, run, manifest, outputs, times)),
                sums);
        create(folder.checksums(), BundleChecksums.of(folder, run, sums).document(), sums);
        DurableFiles.forceFolder(folder.root());
        return run;
    }

    /** Writes a file to disk and notes its checksum. */
    private static void create(Path file, byte[] bytes, Map<Path, String> sums) throws IOException {
        sums.put(file, Checksums.sha256(bytes));
        PrivateFiles.write(file, bytes);
        DurableFiles.forceFile(file);
    }
}
