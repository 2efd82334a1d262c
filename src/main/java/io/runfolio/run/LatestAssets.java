package io.runfolio.run;

/** Where the newest run's leading files are. Hero paths are relative to the bundle, {@code runPath} to the outputs folder; what is not known is null. */
public record LatestAssets(String runId, String heroOriginal, String heroWeb, String heroThumb, String runPath) {}
