package io.runfolio.run;

import java.util.List;

/** A bundle's {@code manifest.json}: what a list or a tile needs of the run. Paths are relative to the bundle, {@code runFolder} to the outputs folder; what is not known is null. */
public record RunManifest(
        String runId,
        String createdAt,
        String status,
        String modelKey,
        TaskMode taskMode,
        String heroOriginal,
        String heroOutputPath,
        String heroWeb,
        String thumbnailPath,
        String heroThumb,
        String promptSummary,
        List<String> tags,
        int inputCount,
        int outputCount,
        boolean hasVideo,
        boolean hasImage,
        Double durationSeconds,
        String runFolder) {

    public RunManifest {
        tags = Copies.list(tags);
    }
}
