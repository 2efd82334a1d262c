package io.runfolio.workflow;

import java.util.List;
import java.util.Optional;

/**
 * An artifact that an intake refers to.
 *
 * @param id the artifact
 * @param artifactClass its class
 * @param artifactType its type
 * @param status where it stands in review
 * @param runId the run that made it
 * @param bundle the run's folder, relative to the outputs folder
 * @param original its file, relative to the outputs folder; empty if it never had one
 * @param complete whether the file is there, if it had one
 * @param sourceArtifactIds artifacts that it was made from
 */
public record Supply(
        String id,
        String artifactClass,
        String artifactType,
        String status,
        String runId,
        String bundle,
        Optional<String> original,
        boolean complete,
        List<String> sourceArtifactIds) {

    /** Returns why it may not be supplied for a field, as the end of a sentence; empty if it may. */
    Optional<String> unfit(IntakeField field) {
        if (field.artifactClass() != null && !field.artifactClass().equals(artifactClass)) {
            return Optional.of("must be an artifact of class " + field.artifactClass() + ": " + id + " is of class "
                    + artifactClass);
        }
        if (field.artifactType() != null && !field.artifactType().equals(artifactType)) {
            return Optional.of(
                    "must be an artifact of type " + field.artifactType() + ": " + id + " is of type " + artifactType);
        }
        if (status.equals("rejected")) {
            return Optional.of("must not be a rejected artifact: " + id + " was rejected");
        }
        return complete
                ? Optional.empty()
                : Optional.of("must be an artifact whose file is there: that of " + id + " was removed");
    }
}
