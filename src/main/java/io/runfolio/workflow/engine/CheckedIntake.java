package io.runfolio.workflow.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.run.ArtifactClass;
import io.runfolio.workflow.run.ArtifactSource;
import io.runfolio.workflow.run.SuppliedArtifact;
import io.runfolio.workflow.template.ArtifactReference;
import io.runfolio.workflow.template.Template;
import io.runfolio.workflow.template.TemplateInputs;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Intake of a run, checked against its template.
 *
 * @param values values with defaults
 * @param inputs supplied artifacts by field
 * @param problems one sentence for each invalid field
 */
record CheckedIntake(ObjectNode values, Map<String, SuppliedArtifact> inputs, List<String> problems) {

    /** Checks values and takes a snapshot of each artifact that they name. */
    static CheckedIntake of(Template template, JsonNode given, ArtifactSource artifacts) {
        Map<String, SuppliedArtifact> found = new HashMap<>();
        TemplateInputs checked = TemplateInputs.check(template, given, id -> {
            Optional<SuppliedArtifact> artifact = artifacts.find(id);
            artifact.ifPresent(one -> found.put(id, one));
            return artifact.map(CheckedIntake::reference);
        });
        Map<String, SuppliedArtifact> inputs = new LinkedHashMap<>();
        checked.references().forEach((field, reference) -> inputs.put(field, found.get(reference.id())));
        return new CheckedIntake(checked.values(), inputs, List.copyOf(checked.problems()));
    }

    private static ArtifactReference reference(SuppliedArtifact artifact) {
        return new ArtifactReference(
                artifact.id(),
                artifact.artifactClass(),
                artifact.artifactType(),
                artifact.status(),
                artifact.runId(),
                "",
                Optional.empty(),
                !needsFile(artifact) || artifact.content().hasNonNull("path"),
                artifact.sourceArtifactIds());
    }

    private static boolean needsFile(SuppliedArtifact artifact) {
        return ArtifactClass.VISUAL.isNamed(artifact.artifactClass())
                || ArtifactClass.VIDEO.isNamed(artifact.artifactClass());
    }
}
