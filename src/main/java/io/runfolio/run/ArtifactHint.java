package io.runfolio.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * Fields of an event about the artifacts of its outputs. Every component but the list may be null. Those of workflows
 * are left out of the event's text if they are null, so that a keyless event keeps the identity of earlier versions.
 *
 * @param artifactClass class of the artifacts
 * @param artifactType type of the artifacts
 * @param templateId template of the run
 * @param runRef the sender's reference to the run
 * @param status review status
 * @param content content of a report or knowledge record, and fields for the content of others
 * @param sourceArtifactIds artifacts that they were made from
 * @param sourceReportArtifactId report that they were made from
 * @param templateVersion version of the template
 * @param templateHash checksum of the template
 * @param workflowRunId run of a workflow that made them; its raw outputs are part of the processed ones
 */
public record ArtifactHint(
        String artifactClass,
        String artifactType,
        String templateId,
        String runRef,
        String status,
        Map<String, Object> content,
        List<String> sourceArtifactIds,
        String sourceReportArtifactId,
        @JsonInclude(JsonInclude.Include.NON_NULL) String templateVersion,
        @JsonInclude(JsonInclude.Include.NON_NULL) String templateHash,
        @JsonInclude(JsonInclude.Include.NON_NULL) String workflowRunId) {

    public ArtifactHint {
        sourceArtifactIds = ImmutableCopies.list(sourceArtifactIds);
    }

    /** Creates a hint without a report and without a workflow. */
    public ArtifactHint(
            String artifactClass,
            String artifactType,
            String templateId,
            String runRef,
            String status,
            Map<String, Object> content,
            List<String> sourceArtifactIds) {
        this(artifactClass, artifactType, templateId, runRef, status, content, sourceArtifactIds, null);
    }

    /** Creates a hint without a workflow. */
    public ArtifactHint(
            String artifactClass,
            String artifactType,
            String templateId,
            String runRef,
            String status,
            Map<String, Object> content,
            List<String> sourceArtifactIds,
            String sourceReportArtifactId) {
        this(
                artifactClass,
                artifactType,
                templateId,
                runRef,
                status,
                content,
                sourceArtifactIds,
                sourceReportArtifactId,
                null,
                null,
                null);
    }
}
