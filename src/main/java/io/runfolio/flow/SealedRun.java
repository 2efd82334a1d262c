package io.runfolio.flow;

import io.runfolio.bundle.AssetOutcome;
import io.runfolio.bundle.EventOrigin;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunIndexEntry;
import java.util.List;

/**
 * A bundle that is on disk and waits for its line in the index.
 *
 * @param artifact the run
 * @param entry the line
 * @param origin the event that it came of
 * @param outcomes what became of its files
 */
public record SealedRun(RunArtifact artifact, RunIndexEntry entry, EventOrigin origin, List<AssetOutcome> outcomes) {}
