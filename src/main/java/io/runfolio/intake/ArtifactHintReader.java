package io.runfolio.intake;

import io.runfolio.run.ArtifactClass;
import io.runfolio.run.ArtifactHint;
import io.runfolio.run.ReviewStatus;
import io.runfolio.run.extras.ResearchReportValidator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parses the fields of an event about the artifacts of its outputs. */
final class ArtifactHintReader {
    private ArtifactHintReader() {}

    /** Parses the fields, and adds a warning for content that does not fit its class. */
    static ArtifactHint read(EventFields fields, List<String> warnings) {
        ArtifactHint hint = new ArtifactHint(
                word(fields, "artifact_class", ArtifactClass.jsonNames()),
                fields.text("artifact_type"),
                fields.text("template_id"),
                fields.text("run_ref"),
                word(fields, "status", ReviewStatus.jsonNames()),
                Optional.of(fields.map("content")).filter(map -> !map.isEmpty()).orElse(null),
                fields.texts("source_artifact_ids"),
                fields.text("source_report_artifact_id"),
                fields.text("template_version"),
                fields.text("template_hash"),
                fields.text("workflow_run_id"));
        fields.close();
        if (ArtifactClass.RESEARCH.isNamed(hint.artifactClass())) {
            Map<String, Object> content = Optional.ofNullable(hint.content()).orElse(Map.of());
            warnings.addAll(ResearchReportValidator.problems(content, fields.at("content")));
        }
        return hint;
    }

    private static String word(EventFields fields, String name, List<String> words) {
        return fields.choice(
                name,
                null,
                text -> Optional.of(text).filter(words::contains),
                String.join(", ", words.stream().sorted().toList()));
    }
}
