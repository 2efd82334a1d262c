package io.runfolio.artifact;

import io.runfolio.bundle.ArtifactRecord;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RunFolder;
import io.runfolio.files.PathResolver;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunManifest;
import io.runfolio.run.UnreadableRecordException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads bundles as they stand now: their records, with their ledgers folded over them. Nothing is locked and nothing is written. Safe for use by several threads. */
public final class RunViews {
    private final BundleLayout layout;
    private final BundleReader bundles;

    public RunViews(BundleLayout layout) {
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
        Path folder = layout.outputs().resolve(bundle);
        return read(folder, LedgerLines.read(new RunFolder(folder).ledger()));
    }

    /** Reads a bundle whose ledger has these entries. */
    RunView read(Path folder, List<LedgerEntry> entries) {
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
        return new RunView(layout.relative(folder), run, manifest, artifacts);
    }

    /** Reads the bundle at a place below the outputs folder, as {@link RunView#runPath()} tells it; empty if there is none. It fails as {@link #read} does. */
    public Optional<RunView> at(String runPath) {
        return bundle(runPath).map(this::read);
    }

    /** Reads a run's bundle; empty if there is none. It fails as {@link #read} does. */
    public Optional<RunView> find(String runId) {
        return bundles.find(runId).map(this::read);
    }

    /** Returns what happened to a run's artifacts, oldest first; nothing if there is no such run. */
    public List<LedgerEntry> history(String runPath) {
        return bundle(runPath)
                .map(folder -> LedgerLines.read(new RunFolder(folder).ledger()))
                .orElse(List.of());
    }

    /** Returns the bundle's folder at a place below the outputs folder; empty if there is none. */
    Optional<Path> bundle(String runPath) {
        return new PathResolver(layout.outputs()).folder(runPath).filter(BundleReader::isBundle);
    }
}
