package io.runfolio.bundle;

import io.runfolio.files.RegularFiles;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunManifest;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.StorageException;
import io.runfolio.run.UnreadableRecordException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads bundles that are visible, whoever wrote them. */
public final class BundleReader {
    private static final Pattern STAMPED = Pattern.compile("\\d{8}_.*");
    private static final Pattern FOLDER_NAME = Pattern.compile("[^/\\\\\\x00.][^/\\\\\\x00]*");

    private final BundleLayout layout;

    public BundleReader(BundleLayout layout) {
        this.layout = layout;
    }

    /**
     * Reads {@code run.json}, with derivatives that were made again in their places.
     *
     * @param runDir the bundle's folder; a relative one is looked up below the outputs folder
     * @throws io.runfolio.run.UnreadableRecordException if it is missing or not what it should be
     */
    public RunArtifact run(Path runDir) {
        return run(folder(runDir));
    }

    /** Reads {@code manifest.json}, as {@link #run(Path)} does {@code run.json}. */
    public RunManifest manifest(Path runDir) {
        return manifest(folder(runDir));
    }

    static RunArtifact run(RunFolder folder) {
        return RedoFold.over(folder, sealedRun(folder));
    }

    /** Returns {@code run.json} alone, without what its ledger says. */
    static RunArtifact sealedRun(RunFolder folder) {
        RunArtifact run = RecordMapper.read(folder.runJson(), RunArtifact.class);
        if (Stream.concat(run.inputs().stream(), run.outputs().stream()).anyMatch(BundleReader::isBroken)) {
            throw new UnreadableRecordException(
                    folder.runJson() + " cannot be read: null stands where an asset or a derivative should", null);
        }
        return OwnPaths.of(run);
    }

    private static boolean isBroken(AssetRecord asset) {
        return asset == null || asset.derivatives().contains(null);
    }

    /**
     * Returns a run's manifest as it is now: the sealed one, unless derivatives were made again.
     *
     * @param run the run as {@link #run(Path)} returns it
     */
    public RunManifest manifest(Path runDir, RunArtifact run) {
        return RedoFold.lines(folder(runDir)).isEmpty() ? manifest(runDir) : Manifests.of(run);
    }

    /** Returns the outputs of a bundle that were made again after sealing, oldest line first. */
    public List<RedoneOutput> redone(Path runDir) {
        return RedoFold.lines(folder(runDir));
    }

    static RunManifest manifest(RunFolder folder) {
        return OwnPaths.of(RecordMapper.read(folder.manifest(), RunManifest.class));
    }

    /**
     * Reads {@code artifacts.json}. For a bundle that has none, as those of other programs and of older versions, the records are made up from the others, the same every time.
     *
     * @throws io.runfolio.run.UnreadableRecordException if it is not what it should be
     */
    public List<ArtifactRecord> artifacts(Path runDir, RunArtifact run, RunManifest manifest) {
        return artifacts(folder(runDir), run, manifest);
    }

    static List<ArtifactRecord> artifacts(RunFolder folder, RunArtifact run, RunManifest manifest) {
        List<ArtifactRecord> sealed = Files.exists(folder.artifacts())
                ? RecordMapper.readCamelList(folder.artifacts(), ArtifactRecord.class)
                : ArtifactRecords.madeUp(run, manifest, originOf(run));
        return RedoFold.over(folder, run, sealed);
    }

    /** Returns every bundle, by day and name: folders that hold both {@code run.json} and {@code manifest.json}. */
    public List<Path> scan() {
        return days().stream()
                .flatMap(day -> folders(day).stream())
                .filter(BundleReader::isBundle)
                .toList();
    }

    /** Returns whether a folder is a bundle. A link to one is not. */
    public static boolean isBundle(Path runDir) {
        RunFolder folder = new RunFolder(runDir);
        return RegularFiles.exists(folder.runJson())
                && RegularFiles.exists(folder.manifest())
                && !Files.isSymbolicLink(runDir);
    }

    /**
     * Returns the folders that bundles may be in, by name; none if there is no outputs folder yet.
     *
     * @throws StorageException if the outputs folder cannot be read, or is none
     */
    public List<Path> days() {
        if (Files.isRegularFile(layout.outputs())) {
            throw new StorageException(layout.outputs() + " is a file, and no folder of bundles", null);
        }
        return children(layout.outputs());
    }

    /** Returns all that stands in a day's folder, by name, without looking into it. */
    public List<Path> folders(Path day) {
        return children(day);
    }

    /** Returns a run's bundle; its day is guessed from the id first. */
    public Optional<Path> find(String runId) {
        if (!FOLDER_NAME.matcher(runId).matches()) {
            return Optional.empty();
        }
        if (STAMPED.matcher(runId).matches()) {
            String day = runId.substring(0, 4) + "-" + runId.substring(4, 6) + "-" + runId.substring(6, 8);
            Path guess = layout.outputs().resolve(day).resolve(runId);
            if (isBundle(guess)) {
                return Optional.of(guess);
            }
        }
        return days().stream()
                .map(day -> day.resolve(runId))
                .filter(BundleReader::isBundle)
                .findFirst();
    }

    /** Returns the ids of runs that begin so, in order. */
    public Stream<String> runIds(String prefix) {
        return days().stream()
                .flatMap(day -> folders(day).stream())
                .filter(folder -> folder.getFileName().toString().startsWith(prefix))
                .filter(BundleReader::isBundle)
                .map(folder -> folder.getFileName().toString())
                .sorted();
    }

    /**
     * Returns the first id that has the form of an artifact's id and is not one of this run. Ids are derived from the event, or
     * from the run where no event is known, so another id may be that of an event which is yet to come.
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

    /** Returns which event a run came from; empty for bundles that Runfolio did not write. */
    public Optional<EventOrigin> origin(RunArtifact run) {
        return originOf(run);
    }

    private static Optional<EventOrigin> originOf(RunArtifact run) {
        if (run.sourceMetadata().get(RunRecords.OURS) instanceof Map<?, ?> ours
                && ours.get("event_id") instanceof String id
                && ours.get("event_digest") instanceof String digest) {
            return Optional.of(new EventOrigin(id, digest));
        }
        return Optional.empty();
    }

    private RunFolder folder(Path runDir) {
        return new RunFolder(layout.outputs().resolve(runDir));
    }

    private static List<Path> children(Path folder) {
        TreeSet<Path> children = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (!entry.getFileName().toString().startsWith(".")) {
                    children.add(entry);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw StorageErrors.translate(e.getCause(), folder + " could not be read");
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " could not be read");
        }
        return List.copyOf(children);
    }
}
