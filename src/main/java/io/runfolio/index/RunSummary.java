package io.runfolio.index;

import io.runfolio.run.RunIndexEntry;

/**
 * A run in a few words, for a person or a tile.
 *
 * @param runId the run
 * @param createdAt ISO-8601 with offset
 * @param status the provider's word
 * @param modelKey the model
 * @param promptSummary at most 140 characters, or null
 * @param inputCount files that went in
 * @param outputCount files that came out
 * @param heroOriginal path of the leading output in the bundle, or null
 * @param heroWeb path of its web derivative, or null
 * @param heroThumb path of its thumb or poster, or null
 * @param runPath the bundle's folder, relative to the outputs folder
 */
public record RunSummary(
        String runId,
        String createdAt,
        String status,
        String modelKey,
        String promptSummary,
        int inputCount,
        int outputCount,
        String heroOriginal,
        String heroWeb,
        String heroThumb,
        String runPath) {

    /** Returns the summary of the run with this index line. */
    public static RunSummary of(RunIndexEntry entry) {
        return new RunSummary(
                entry.runId(),
                entry.createdAt(),
                entry.status(),
                entry.modelKey(),
                entry.promptSummary(),
                entry.inputCount(),
                entry.outputCount(),
                entry.heroOriginal(),
                entry.heroWeb(),
                entry.heroThumb(),
                entry.runPath());
    }
}
