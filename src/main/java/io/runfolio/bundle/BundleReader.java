package io.runfolio.bundle;

import io.runfolio.bundle.ledger.BundleLedger;
import io.runfolio.files.StorageException;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunManifest;
import io.runfolio.run.extras.RunExtras;
import io.runfolio.store.BundleStore;
import io.runfolio.store.local.LocalBundleStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads sealed bundles, also those of other programs. */
public final class BundleReader {
    private final BundleLayout layout;
    private final BundleStore store;

    public BundleReader(BundleLayout layout) {
        this.layout = layout;
        this.store = layout.store();
    }

    /**
     * Reads {@code run.json} and applies the redo and notes lines of the review log.
     *
     * @param runDir the bundle's folder; a relative one is resolved below the outputs folder
     * @throws io.runfolio.json.UnreadableRecordException if it is missing or invalid
     */
    public RunArtifact run(Path runDir) {
        return run(folder(runDir));
    }

    /** Reads {@code manifest.json}, as {@link #run(Path)} does {@code run.json}. */
    public RunManifest manifest(Path runDir) {
        return manifest(folder(runDir));
    }

    public static RunArtifact run(RunFolder folder) {
        RunArtifact run = RedoFold.over(folder, sealedRun(folder));
        return BundleLedger.read(folder.reviewLog()).text().map(run::withNotes).orElse(run);
    }

    /** Returns the artifact records that a bundle without {@code artifacts.json} would be sealed with now. */
    static List<ArtifactRecord> reconstructed(RunFolder folder, RunArtifact sealed) {
        return ArtifactRecordFactory.reconstruct(sealed, manifest(folder), originOf(sealed));
    }

    /** Reads {@code run.json} without the redo lines of the review log. */
    public static RunArtifact sealedRun(RunFolder folder) {
        RunArtifact run = RecordMapper.read(folder.runJson(), RunArtifact.class);
        if (Stream.concat(run.inputs().stream(), run.outputs().stream()).anyMatch(BundleReader::isBroken)) {
            throw new UnreadableRecordException(
                    folder.runJson() + " cannot be read: it has null in place of an asset or a derivative", null);
        }
        return PathRebase.of(run);
    }

    private static boolean isBroken(AssetRecord asset) {
        return asset == null || asset.derivatives().contains(null);
    }

    /**
     * Returns a run's current manifest: the sealed one, unless there are redo lines.
     *
     * @param run the run as {@link #run(Path)} returns it
     */
    public RunManifest manifest(Path runDir, RunArtifact run) {
        return RedoFold.lines(folder(runDir)).isEmpty() ? manifest(runDir) : Manifests.of(run);
    }

    /** Returns the redo lines of a bundle, oldest first. */
    public List<RedoneOutput> redone(Path runDir) {
        return RedoFold.lines(folder(runDir));
    }

    /** Returns the settings that the current derivatives of an output were made with. */
    public DerivativeSettings settings(Path runDir, RunArtifact run, int output) {
        return redone(runDir).stream()
                .filter(line -> line.fits(run) && line.output() == output)
                .reduce((first, second) -> second)
                .map(RedoneOutput::settings)
                .orElseGet(run::derivativeSettings);
    }

    /** Returns the files, relative to the bundle, that later redo lines replaced: the bundle may lack them. */
    public static Set<String> replaced(RunFolder folder) {
        return RedoFold.replaced(folder, sealedRun(folder));
    }

    public static RunManifest manifest(RunFolder folder) {
        return PathRebase.of(RecordMapper.read(folder.manifest(), RunManifest.class));
    }

    /**
     * Reads {@code artifacts.json}. For a bundle without it, as of other programs and older versions, the records are
     * reconstructed from the others.
     *
     * @throws io.runfolio.json.UnreadableRecordException if it is invalid
     */
    public List<ArtifactRecord> artifacts(Path runDir, RunArtifact run, RunManifest manifest) {
        return artifacts(folder(runDir), run, manifest);
    }

    public static List<ArtifactRecord> artifacts(RunFolder folder, RunArtifact run, RunManifest manifest) {
        List<ArtifactRecord> sealed = Files.exists(folder.artifacts())
                ? RecordMapper.readCamelList(folder.artifacts(), ArtifactRecord.class)
                : ArtifactRecordFactory.reconstruct(run, manifest, originOf(run));
        return RedoFold.over(folder, run, sealed);
    }

    /** Returns every bundle, by day and name: folders that hold both {@code run.json} and {@code manifest.json}. */
    public List<Path> scan() {
        return folders().filter(BundleReader::isBundle).toList();
    }

    /** Returns whether a folder is a bundle. A link to one is not. */
    public static boolean isBundle(Path runDir) {
        return LocalBundleStore.isBundle(runDir);
    }

    /**
     * Returns the days that have bundles, ascending.
     *
     * @throws StorageException if the outputs folder cannot be read or is a file
     */
    public List<String> days() {
        return store.days();
    }

    /** Returns all entries of a day's folder by name, bundles or not. */
    public List<Path> folders(String day) {
        return store.list(day).stream().map(layout::bundle).toList();
    }

    private Stream<Path> folders() {
        return days().stream().flatMap(day -> folders(day).stream());
    }

    /** Returns a run's bundle. */
    public Optional<Path> find(String runId) {
        return store.find(runId).map(layout::bundle);
    }

    /** Returns the ids of runs with this prefix, ascending. */
    public Stream<String> runIds(String prefix) {
        return folders()
                .filter(folder -> folder.getFileName().toString().startsWith(prefix))
                .filter(BundleReader::isBundle)
                .map(folder -> folder.getFileName().toString())
                .sorted();
    }

    /**
     * Returns the first artifact id that does not belong to this run. Ids are derived from the event, or from the run
     * if no event is known, so a foreign id may be that of a future event.
     */
    public Optional<String> foreignArtifactId(RunArtifact run, List<String> ids) {
        int positions = Math.max(ids.size(), run.outputs().size());
        IntFunction<String> own =
                originOf(run).map(ArtifactIds::of).orElseGet(() -> ArtifactIds.ofRun(run.runId(), run.createdAt()));
        Set<String> ours = IntStream.rangeClosed(1, positions).mapToObj(own).collect(Collectors.toSet());
        return ids.stream()
                .filter(id -> ArtifactIds.isId(id) && !ours.contains(id))
                .findFirst();
    }

    /** Returns the event of a run; empty for bundles of other programs. */
    public Optional<EventOrigin> origin(RunArtifact run) {
        return originOf(run);
    }

    private static Optional<EventOrigin> originOf(RunArtifact run) {
        RunExtras extras = RunExtras.of(run);
        return extras.eventId().flatMap(id -> extras.eventDigest().map(digest -> new EventOrigin(id, digest)));
    }

    private RunFolder folder(Path runDir) {
        return new RunFolder(layout.outputs().resolve(runDir));
    }
}
