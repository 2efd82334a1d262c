package io.runfolio.run;

import java.util.List;

/**
 * Line of {@code index.jsonl}. Hero paths are relative to the bundle, {@code runPath} to the outputs folder; unknown
 * values are null.
 */
public record RunIndexEntry(
        String runId,
        String createdAt,
        String status,
        String modelKey,
        TaskMode taskMode,
        List<String> tags,
        String promptSummary,
        String heroOriginal,
        String heroOutput,
        String heroWeb,
        String heroThumb,
        int inputCount,
        int outputCount,
        boolean hasVideo,
        boolean hasImage,
        Double durationSeconds,
        String runPath) {

    public RunIndexEntry {
        tags = ImmutableCopies.list(tags);
    }

    /** Returns the line of a bundle with this manifest. */
    public static RunIndexEntry of(RunManifest manifest) {
        return new RunIndexEntry(
                manifest.runId(),
                manifest.createdAt(),
                manifest.status(),
                manifest.modelKey(),
                manifest.taskMode(),
                manifest.tags(),
                manifest.promptSummary(),
                manifest.heroOriginal(),
                manifest.heroOutputPath(),
                manifest.heroWeb(),
                manifest.heroThumb(),
                manifest.inputCount(),
                manifest.outputCount(),
                manifest.hasVideo(),
                manifest.hasImage(),
                manifest.durationSeconds(),
                manifest.runFolder());
    }

    /** Returns this line for a bundle at another path below the outputs folder. */
    public RunIndexEntry withRunPath(String otherRunPath) {
        return new RunIndexEntry(
                runId,
                createdAt,
                status,
                modelKey,
                taskMode,
                tags,
                promptSummary,
                heroOriginal,
                heroOutput,
                heroWeb,
                heroThumb,
                inputCount,
                outputCount,
                hasVideo,
                hasImage,
                durationSeconds,
                otherRunPath);
    }
}
