package io.runfolio.run;

/** Job of the scheduler that made the run. Every component may be null; times are ISO 8601 with offset. */
public record Job(
        String jobId,
        String pipelineId,
        String preset,
        String sizeProfile,
        Integer inferenceSteps,
        String createdAt,
        String completedAt,
        String variantGroup) {}
