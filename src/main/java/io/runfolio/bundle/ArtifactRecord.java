package io.runfolio.bundle;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An output of a run as an entry of {@code artifacts.json}. Unknown values are null.
 *
 * @param id {@code artifact-} and 16 hex digits, derived from event and position
 * @param runId the run
 * @param templateId the run's template
 * @param artifactClass {@code visual}, {@code video}, {@code research} or {@code knowledge}
 * @param artifactType type from the event, else the asset's kind
 * @param status {@code review}, {@code approved}, {@code rejected} or {@code draft}
 * @param executionStatus status of the run, as the provider reports it
 * @param outputState state of its file; null without a file
 * @param content content, structured by class
 * @param createdAt time at which it became available
 * @param jobReference the scheduler's job, else the provider's task
 * @param sourceArtifactIds artifacts that it was made from
 * @param sourceReportArtifactId the report that it was made from
 * @param metadata prompt summary, preset, pipeline, size, steps, format and job times
 * @param lifecycle times of the steps from {@code jobCreated} through {@code processed}, {@code artifactWritten} and
 *     {@code metadataRecorded} to {@code available}
 * @param templateVersion version of the template
 * @param templateHash checksum of the template
 * @param workflowRunId run of a workflow that made it
 */
public record ArtifactRecord(
        String id,
        String runId,
        String templateId,
        String artifactClass,
        String artifactType,
        String status,
        String executionStatus,
        String outputState,
        Map<String, Object> content,
        String createdAt,
        String jobReference,
        List<String> sourceArtifactIds,
        String sourceReportArtifactId,
        Map<String, Object> metadata,
        Map<String, String> lifecycle,
        String templateVersion,
        String templateHash,
        String workflowRunId) {

    public ArtifactRecord {
        content = content == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(content));
        sourceArtifactIds = sourceArtifactIds == null ? List.of() : List.copyOf(sourceArtifactIds);
        metadata = metadata == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        lifecycle = lifecycle == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(lifecycle));
    }

    /** Returns a copy with another state, content and metadata. */
    ArtifactRecord with(String otherState, Map<String, Object> otherContent, Map<String, Object> otherMetadata) {
        return new ArtifactRecord(
                id,
                runId,
                templateId,
                artifactClass,
                artifactType,
                status,
                executionStatus,
                otherState,
                otherContent,
                createdAt,
                jobReference,
                sourceArtifactIds,
                sourceReportArtifactId,
                otherMetadata,
                lifecycle,
                templateVersion,
                templateHash,
                workflowRunId);
    }
}
