package io.runfolio.artifact.transfer;

import java.util.Optional;

/**
 * What is to be exported.
 *
 * @param runPath the bundle's place relative to the outputs folder
 * @param artifactId one of its artifacts; empty for all
 */
public record ExportItem(String runPath, Optional<String> artifactId) {}
