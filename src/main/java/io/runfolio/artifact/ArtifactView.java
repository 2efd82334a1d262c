package io.runfolio.artifact;

import io.runfolio.bundle.ArtifactRecord;
import io.runfolio.run.AssetRecord;
import java.util.Optional;

/**
 * Current state of an artifact.
 *
 * @param record as sealed
 * @param position its place among the run's outputs, from 1
 * @param asset the output's file and derivatives; empty for artifacts without a file
 * @param review its state in review
 */
public record ArtifactView(ArtifactRecord record, int position, Optional<AssetRecord> asset, ReviewState review) {}
