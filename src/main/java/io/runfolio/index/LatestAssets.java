package io.runfolio.index;

/**
 * Paths of the newest run's hero files. Hero paths are relative to the bundle, {@code runPath} to the outputs folder;
 * what is not known is null.
 */
public record LatestAssets(String runId, String heroOriginal, String heroWeb, String heroThumb, String runPath) {}
