package io.runfolio.bundle;

import io.runfolio.files.PrivateFiles;
import io.runfolio.json.SecretMask;
import io.runfolio.run.Durable;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunManifest;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.StorageRoots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes a run's records and makes the bundle visible: every file and folder is forced to disk, then one rename moves the whole from staging to its day. Safe for use by several threads.
 */
public final class Sealer {
    private static final Comparator<AssetOutcome> SLOT_ORDER = Comparator.comparing(
                    (AssetOutcome outcome) -> outcome.slot().output())
            .thenComparing(outcome -> outcome.slot().position());

    private final BundleLayout layout;
    private final Clock clock;
    private final RunSecrets secrets;
    /** Days whose folder is known to be named on disk. */
    private final Set<Path> durableDays = ConcurrentHashMap.newKeySet();

    public Sealer(BundleLayout layout) {
        this(layout, Clock.systemUTC());
    }

    /**
     * @param layout where things stand
     * @param clock tells when artifacts become available
     */
    public Sealer(BundleLayout layout, Clock clock) {
        this(layout, clock, SecretMask.standard());
    }

    /**
     * @param layout where things stand
     * @param clock tells when artifacts become available
     * @param mask masks secrets in all that is written
     */
    public Sealer(BundleLayout layout, Clock clock, SecretMask mask) {
        this.layout = layout;
        this.clock = clock;
        this.secrets = new RunSecrets(mask);
    }

    /**
     * Seals a run; its id stays reserved until {@link ReservationFiles#release}. When this returns, the bundle survives a power cut; when it throws, no bundle is visible and the draft can be discarded.
     *
     * @param draft the run, with originals, derivatives and logs in its folder
     * @param outcomes how its assets came out, in any order; one for each slot
     * @param runfolioMetadata more for {@code source_metadata.runfolio}
     * @return what {@code run.json} says
     * @throws RuntimeException the first outcome's storage failure, if one has any
     * @throws io.runfolio.run.StorageFullException if no room is left
     * @throws io.runfolio.run.StorageException if the disk fails otherwise
     * @throws io.runfolio.run.InterruptedRunException if the thread was told to stop
     */
    public RunArtifact seal(RunDraft draft, List<AssetOutcome> outcomes, Map<String, Object> runfolioMetadata) {
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
            RunArtifact run =
                    write(secrets.draft(draft), secrets.outcomes(ordered), secrets.words(runfolioMetadata), processed);
            publish(draft);
            return run;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The run " + draft.runId() + " could not be sealed");
        }
    }

    /** Each step is on disk before its time is taken; the artifacts' records, which hold the times, are the last file. */
    private RunArtifact write(RunDraft draft, List<AssetOutcome> outcomes, Map<String, Object> ours, Instant processed)
            throws IOException {
        RunFolder folder = draft.folder();
        WrittenFiles written = WrittenFiles.write(folder, draft.request());
        Durable.forceBelow(folder.root());
        Instant artifactWritten = clock.instant();
        String runPath = layout.runPath(draft.createdAt(), draft.runId());
        RunArtifact run = RunRecords.of(draft, outcomes, written, runPath, ours);
        RunManifest manifest = Manifests.of(run);
        create(folder.manifest(), RecordMapper.document(manifest));
        create(folder.notes(), Notes.of(run, manifest).getBytes(StandardCharsets.UTF_8));
        create(folder.runJson(), RecordMapper.document(run));
        Instant metadataRecorded = clock.instant();
        List<AssetOutcome> outputs =
                outcomes.stream().filter(outcome -> outcome.slot().output()).toList();
        SealTimes times = new SealTimes(processed, artifactWritten, metadataRecorded, clock.instant());
        create(
                folder.artifacts(),
                RecordMapper.camelDocument(ArtifactRecords.of(draft, run, manifest, outputs, times)));
        create(folder.checksums(), BundleChecksums.of(folder, run).document());
        Durable.forceFolder(folder.root());
        return run;
    }

    private static void create(Path file, byte[] bytes) throws IOException {
        PrivateFiles.write(file, bytes);
        Durable.forceFile(file);
    }

    private void publish(RunDraft draft) throws IOException {
        Path day = layout.day(draft.createdAt());
        Path visible = layout.runFolder(draft.createdAt(), draft.runId()).root();
        if (!durableDays.contains(day) || Files.notExists(day)) {
            StorageRoots.createFolders(day);
            Durable.forceFolder(layout.outputs());
            durableDays.add(day);
        }
        Durable.moveAtomically(draft.folder().root(), visible);
        try {
            Durable.forceFolder(day);
        } catch (IOException e) {
            // Not known to be on disk, so it must not be seen: the run will be done again.
            Durable.moveAtomically(visible, draft.folder().root());
            throw e;
        }
    }
}
