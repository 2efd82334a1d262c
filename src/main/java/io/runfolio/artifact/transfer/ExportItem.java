package io.runfolio.artifact.transfer;

import java.util.Optional;

/**
 * Artifact or run to export.
 *
 * @param runPath the bundle's place relative to the outputs folder
 * @param artifactId id of one artifact; empty for all of the run
 */
public record ExportItem(String runPath, Optional<String> artifactId) {}
