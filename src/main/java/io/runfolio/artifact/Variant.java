package io.runfolio.artifact;

import io.runfolio.run.RunArtifact;

/**
 * An artifact among others that may take its place.
 *
 * @param runPath its bundle's place relative to the outputs folder
 * @param run its run
 * @param artifact the artifact as it stands
 */
public record Variant(String runPath, RunArtifact run, ArtifactView artifact) {}
