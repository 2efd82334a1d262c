package io.runfolio.artifact;

import io.runfolio.bundle.ArtifactRecord;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.ledger.RetentionLedger;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunManifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the current state of bundles: records with their review logs applied. Takes no locks. Thread-safe. */
public final class RunViewReader {
    private final BundleLayout layout;
    private final BundleReader bundles;

    public RunViewReader(BundleLayout layout) {
        this.layout = layout;
        this.bundles = new BundleReader(layout);
    }

    /**
     * Reads a bundle.
     *
     * @param bundle its folder; a relative one is looked up below the outputs folder
     * @throws UnreadableRecordException if a record is missing or not what it should be
     */
    public RunView read(Path bundle) {
        Path folder = layout.bundle(bundle.toString());
        return read(folder, ReviewLogParser.read(new RunFolder(folder).reviewLog()));
    }

    /** Reads a bundle whose ledger has these entries. */
    RunView read(Path folder, List<ReviewLogEntry> entries) {
        RunArtifact run = bundles.run(folder);
        RunManifest manifest = bundles.manifest(folder, run);
        List<ArtifactView> artifacts = new ArrayList<>();
        for (ArtifactRecord record : bundles.artifacts(folder, run, manifest)) {
            int position = artifacts.size() + 1;
            Optional<AssetRecord> asset = run.outputs().size() < position
                    ? Optional.empty()
                    : Optional.of(run.outputs().get(position - 1));
            artifacts.add(new ArtifactView(record, position, asset, ReviewFold.of(record, asset, entries)));
        }
        return new RunView(
                layout.relative(folder),
                run,
                manifest,
                artifacts,
                RetentionLedger.read(new RunFolder(folder).reviewLog()));
    }

    /**
     * Reads the bundle at a path below the outputs folder; empty if absent. The path is that of
     * {@link RunView#runPath()}. It fails as {@link #read} does.
     */
    public Optional<RunView> at(String runPath) {
        return bundle(runPath).map(this::read);
    }

    /** Reads a run's bundle; empty if absent. It fails as {@link #read} does. */
    public Optional<RunView> find(String runId) {
        return bundles.find(runId).map(this::read);
    }

    /** Returns what happened to a run's artifacts, oldest first; nothing if there is no such run. */
    public List<ReviewLogEntry> history(String runPath) {
        return bundle(runPath)
                .map(folder -> ReviewLogParser.read(new RunFolder(folder).reviewLog()))
                .orElse(List.of());
    }

    /** Returns the bundle's folder at a place below the outputs folder; empty if absent. */
    Optional<Path> bundle(String runPath) {
        return layout.store().folder(runPath).filter(BundleReader::isBundle);
    }
}
