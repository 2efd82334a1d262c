package io.runfolio.workflow.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Artifact as workflows see it.
 *
 * @param id id of the artifact
 * @param artifactClass its class
 * @param artifactType its type
 * @param status its review status
 * @param runId id of the bundle's run
 * @param content its content: of a report its text; of a picture {@code path} (absolute), {@code url} and facts
 * @param sourceArtifactIds artifacts that it was made from
 */
public record SuppliedArtifact(
        String id,
        String artifactClass,
        String artifactType,
        String status,
        String runId,
        ObjectNode content,
        List<String> sourceArtifactIds) {
    public SuppliedArtifact {
        sourceArtifactIds = List.copyOf(sourceArtifactIds);
    }
}
