package io.runfolio.workflow.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.run.ArtifactClass;
import io.runfolio.workflow.run.RunState;
import io.runfolio.workflow.template.EmitsArtifact;
import io.runfolio.workflow.template.WorkflowStep;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Artifact that a run makes: its class, type, content and files. They come from the steps that emit it, else from the
 * last step.
 *
 * @param artifactClass class of the artifact
 * @param artifactType type of the artifact
 * @param content content of a report or knowledge record; empty for another class
 * @param outputs outputs of the event: first the files that are artifacts, then the raw form of pictures
 * @param step the emitting step; empty if the run has not made an artifact
 */
record EmittedArtifact(
        String artifactClass,
        String artifactType,
        Optional<ObjectNode> content,
        ArrayNode outputs,
        Optional<RunOutcome.Step> step) {

    static EmittedArtifact of(RunOutcome outcome) {
        List<RunOutcome.Step> emitting = outcome.state() == RunState.COMPLETED ? emitting(outcome) : List.of();
        Optional<RunOutcome.Step> main = emitting.stream()
                .filter(step -> outcome.template()
                        .lastEmitting()
                        .filter(step.step()::equals)
                        .isPresent())
                .findFirst();
        Optional<EmitsArtifact> named = main.map(RunOutcome.Step::step).map(WorkflowStep::emitsArtifact);
        String artifactClass = named.map(EmitsArtifact::artifactClass)
                .orElse(outcome.template().artifactClass());
        String artifactType =
                named.map(EmitsArtifact::artifactType).orElse(outcome.template().artifactType());
        Optional<ObjectNode> content = main.flatMap(
                step -> content(artifactClass, step.slot(), outcome.template().name()));
        return new EmittedArtifact(artifactClass, artifactType, content, outputs(emitting, content.isPresent()), main);
    }

    /** Returns the steps that emit an artifact: the last one, then those with intermediate artifacts. */
    private static List<RunOutcome.Step> emitting(RunOutcome outcome) {
        List<RunOutcome.Step> made = new ArrayList<>();
        for (RunOutcome.Step step : outcome.steps()) {
            boolean isMain = outcome.template()
                    .lastEmitting()
                    .filter(step.step()::equals)
                    .isPresent();
            // the artifact of another step that is supplied, or that a child run has made, has a bundle already
            boolean isNew = step.slot() != null && !step.slot().has("artifact");
            if (step.slot() != null && (isMain || isNew && step.step().emitsArtifact() != null)) {
                made.add(0, step);
            }
        }
        return made;
    }

    private static Optional<ObjectNode> content(String artifactClass, ObjectNode slot, String title) {
        if (ArtifactClass.RESEARCH.isNamed(artifactClass)) {
            return Optional.of(DocumentContent.report(slot, title));
        }
        return ArtifactClass.KNOWLEDGE.isNamed(artifactClass)
                ? Optional.of(DocumentContent.record(slot, title))
                : Optional.empty();
    }

    /** Returns why the run has no artifact although all its steps have ended; empty if it has one. */
    Optional<String> problem() {
        if (step.isEmpty()) {
            return Optional.of("no step has made the artifact");
        }
        boolean isVideo = ArtifactClass.VIDEO.isNamed(artifactClass);
        if (!isVideo && !ArtifactClass.VISUAL.isNamed(artifactClass)) {
            return Optional.empty();
        }
        String kind = isVideo ? "video" : "image";
        for (JsonNode output : outputs) {
            if (output.path("kind").asText().equals(kind)) {
                return Optional.empty();
            }
        }
        return Optional.of("step " + step.get().step().id() + " makes an artifact of class " + artifactClass
                + " and its answer has no file of kind " + kind);
    }

    private static boolean isMedia(JsonNode file) {
        return Set.of("image", "video").contains(file.path("kind").asText());
    }

    /** @param isDocument whether the artifact is a report or record, whose text comes before its pictures */
    private static ArrayNode outputs(List<RunOutcome.Step> steps, boolean isDocument) {
        List<ObjectNode> shown = new ArrayList<>();
        List<ObjectNode> raw = new ArrayList<>();
        List<ObjectNode> processed = new ArrayList<>();
        for (RunOutcome.Step step : steps) {
            List<ObjectNode> files = files(step);
            List<ObjectNode> rawFiles = withRole(files, "raw");
            List<ObjectNode> processedFiles = withRole(files, "processed");
            if (!rawFiles.isEmpty() && rawFiles.size() == processedFiles.size()) {
                files.removeAll(rawFiles);
                raw.addAll(rawFiles);
                processed.addAll(processedFiles);
            }
            if (isDocument) {
                files.sort(Comparator.comparing(EmittedArtifact::isMedia));
            }
            shown.addAll(files);
        }
        for (int i = 0; i < raw.size(); i++) {
            ((ObjectNode) processed.get(i).get("metadata")).put("processed_from", shown.size() + i + 1);
        }
        ArrayNode outputs = JsonNodeFactory.instance.arrayNode();
        Stream.concat(shown.stream(), raw.stream()).forEach(outputs::add);
        return outputs;
    }

    private static List<ObjectNode> withRole(List<ObjectNode> files, String role) {
        return files.stream()
                .filter(file -> file.path("role").asText().equals(role))
                .toList();
    }

    private static List<ObjectNode> files(RunOutcome.Step step) {
        List<ObjectNode> files = new ArrayList<>();
        for (JsonNode file : step.slot().path("files")) {
            ObjectNode output = JsonNodeFactory.instance.objectNode();
            String path = file.path("path").asText();
            output.put("kind", file.path("kind").asText("other"));
            output.put("source_path", path);
            output.put("role", file.path("role").asText("output"));
            output.put("original_filename", String.valueOf(Path.of(path).getFileName()));
            output.putObject("metadata").put("step", step.step().id());
            files.add(output);
        }
        return files;
    }
}
