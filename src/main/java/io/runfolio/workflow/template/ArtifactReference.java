package io.runfolio.workflow.template;

import io.runfolio.run.ReviewStatus;
import java.util.List;
import java.util.Optional;

/**
 * Artifact that the inputs of an order refer to.
 *
 * @param id id of the artifact
 * @param artifactClass its class
 * @param artifactType its type
 * @param status its review status
 * @param runId id of its run
 * @param bundle folder of the run, relative to the outputs folder
 * @param original its file, relative to the outputs folder; empty if it has none
 * @param complete whether the file, if any, exists
 * @param sourceArtifactIds artifacts that it was made from
 */
public record ArtifactReference(
        String id,
        String artifactClass,
        String artifactType,
        String status,
        String runId,
        String bundle,
        Optional<String> original,
        boolean complete,
        List<String> sourceArtifactIds) {

    /** Returns why the artifact cannot be the value of a field, as the end of a sentence; empty if it can. */
    Optional<String> mismatch(TemplateField field) {
        if (field.artifactClass() != null && !field.artifactClass().equals(artifactClass)) {
            return Optional.of("must be an artifact of class " + field.artifactClass() + ": " + id + " has class "
                    + artifactClass);
        }
        if (field.artifactType() != null && !field.artifactType().equals(artifactType)) {
            return Optional.of(
                    "must be an artifact of type " + field.artifactType() + ": " + id + " has type " + artifactType);
        }
        if (ReviewStatus.REJECTED.isNamed(status)) {
            return Optional.of("must not be a rejected artifact: " + id + " was rejected");
        }
        return complete
                ? Optional.empty()
                : Optional.of("must be an artifact with its file: the file of " + id + " was removed");
    }
}
