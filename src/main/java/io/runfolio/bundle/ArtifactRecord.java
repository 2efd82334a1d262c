package io.runfolio.bundle;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An output of a run as something to find, compare and decide on; {@code artifacts.json} is a list of these, with names in lower camel case. What is not known is null.
 *
 * @param id {@code artifact-} and 16 hex digits: the same for the same event and position, whenever it is bundled
 * @param runId the run
 * @param templateId the template that the run was made from
 * @param artifactClass {@code visual}, {@code video}, {@code research} or {@code knowledge}
 * @param artifactType the event's own word, else the asset's kind
 * @param status {@code review}, {@code approved}, {@code rejected} or {@code draft}
 * @param executionStatus how the run ended, in the provider's word
 * @param outputState how its file came out; null where there is no file
 * @param content what it is; its form goes by the class
 * @param createdAt when it became available
 * @param jobReference the scheduler's job, else the provider's task
 * @param sourceArtifactIds artifacts that it was made from
 * @param sourceReportArtifactId the report that it was made from
 * @param metadata prompt summary, preset, pipeline, size, steps, format and job times
 * @param lifecycle when it went from {@code jobCreated} through {@code processed}, {@code artifactWritten} and {@code metadataRecorded} to {@code available}
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
        Map<String, String> lifecycle) {

    public ArtifactRecord {
        content = content == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(content));
        sourceArtifactIds = sourceArtifactIds == null ? List.of() : List.copyOf(sourceArtifactIds);
        metadata = metadata == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        lifecycle = lifecycle == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(lifecycle));
    }

    /** Returns the same artifact with another state of its output, and what follows from that. */
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
                lifecycle);
    }
}
