package io.runfolio.run;

import java.util.List;
import java.util.Map;

/** What the event says of the artifacts that its outputs become. Every component but the list may be null. */
public record ArtifactHint(
        String artifactClass,
        String artifactType,
        String templateId,
        String runRef,
        String status,
        Map<String, Object> content,
        List<String> sourceArtifactIds) {

    public ArtifactHint {
        sourceArtifactIds = Copies.list(sourceArtifactIds);
    }
}
