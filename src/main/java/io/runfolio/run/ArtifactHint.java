package io.runfolio.run;

import java.util.List;
import java.util.Map;

/** Statements of the event about the artifacts that its outputs become. Every component but the list may be null. * @param sourceReportArtifactId the report that they were made from, or null
 */
public record ArtifactHint(
        String artifactClass,
        String artifactType,
        String templateId,
        String runRef,
        String status,
        Map<String, Object> content,
        List<String> sourceArtifactIds,
        String sourceReportArtifactId) {

    public ArtifactHint {
        sourceArtifactIds = Copies.list(sourceArtifactIds);
    }

    /** Makes a hint that names no report. */
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
}
