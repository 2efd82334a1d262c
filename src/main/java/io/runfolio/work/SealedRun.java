package io.runfolio.work;

import io.runfolio.bundle.AssetOutcome;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunIndexEntry;
import java.util.List;

/**
 * Run whose bundle is on disk and whose index line is not yet.
 *
 * @param artifact the run
 * @param entry the index line
 * @param origin the event that the run was made from
 * @param outcomes outcomes of its assets
 */
public record SealedRun(RunArtifact artifact, RunIndexEntry entry, EventOrigin origin, List<AssetOutcome> outcomes) {}
