package io.runfolio.artifact;

import io.runfolio.run.RunArtifact;

/**
 * Artifact in a set of alternatives.
 *
 * @param runPath its bundle's place relative to the outputs folder
 * @param run its run
 * @param artifact the current artifact
 */
public record Variant(String runPath, RunArtifact run, ArtifactView artifact) {}
