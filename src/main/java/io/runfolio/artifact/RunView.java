package io.runfolio.artifact;

import io.runfolio.bundle.ledger.RetentionState;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunManifest;
import java.util.List;

/**
 * Run with the current state of its artifacts, as in the catalog, the API and exports.
 *
 * @param runPath the bundle's place relative to the outputs folder, such as {@code 2026-03-26/20260326_214512_model}
 * @param run {@code run.json}
 * @param manifest {@code manifest.json}
 * @param artifacts in the order of the outputs; made up from the outputs for bundles without {@code artifacts.json}
 * @param retention its holds, and the files that were removed
 */
public record RunView(
        String runPath, RunArtifact run, RunManifest manifest, List<ArtifactView> artifacts, RetentionState retention) {
    public RunView {
        artifacts = List.copyOf(artifacts);
        retention = retention == null ? RetentionState.NONE : retention;
    }

    /** Creates a run without holds and removals. */
    public RunView(String runPath, RunArtifact run, RunManifest manifest, List<ArtifactView> artifacts) {
        this(runPath, run, manifest, artifacts, RetentionState.NONE);
    }
}
