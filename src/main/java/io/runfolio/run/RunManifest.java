package io.runfolio.run;

import java.util.List;

/**
 * Content of {@code manifest.json}, the summary of a run for lists and tiles. Paths are relative to the bundle,
 * {@code runFolder} to the outputs folder; unknown values are null.
 */
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
        tags = ImmutableCopies.list(tags);
    }
}
