package io.runfolio.workflow.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.run.ArtifactClass;
import io.runfolio.workflow.run.SuppliedArtifact;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepFile;
import java.util.List;
import java.util.Optional;

/**
 * Builds output slots of steps: what later steps refer to. A supplied artifact fills the same fields as a step that
 * makes one. Absent values have no field.
 */
public final class StepSlots {
    private static final String IMAGE = "image";
    private static final String VIDEO = "video";

    private StepSlots() {}

    /** Returns the slot of an answer. */
    public static ObjectNode of(StepAnswer answer) {
        ObjectNode slot = JsonNodeFactory.instance.objectNode();
        if (answer.text() != null) {
            slot.put("text", answer.text());
        }
        if (!answer.json().isNull() && !answer.json().isMissingNode()) {
            slot.set("json", answer.json());
            ReportText.field(answer.json()).ifPresent(field -> slot.set(field, answer.json()));
        }
        ArrayNode files = slot.putArray("files");
        answer.files().forEach(file -> files.add(file(file)));
        first(answer.files(), IMAGE).ifPresent(file -> slot.set(IMAGE, media(file)));
        first(answer.files(), VIDEO).ifPresent(file -> slot.set(VIDEO, media(file)));
        return slot;
    }

    /** Returns the slot of a step whose output is an artifact: a supplied one, or that of a child run. */
    public static ObjectNode of(SuppliedArtifact artifact) {
        ObjectNode slot = JsonNodeFactory.instance.objectNode();
        ObjectNode content = artifact.content();
        ArrayNode files = JsonNodeFactory.instance.arrayNode();
        switch (ArtifactClass.of(artifact.artifactClass()).orElse(ArtifactClass.KNOWLEDGE)) {
            case RESEARCH -> document(slot, content, ReportText.REPORT);
            case KNOWLEDGE -> document(slot, content, ReportText.RECORD);
            case VISUAL -> media(slot, files, content, IMAGE);
            case VIDEO -> media(slot, files, content, VIDEO);
        }
        slot.set("files", files);
        slot.set("artifact", reference(artifact));
        return slot;
    }

    /** Returns the value of {@code inputs.<field>}: the content of the artifact and its id. */
    public static ObjectNode input(SuppliedArtifact artifact) {
        ObjectNode input = reference(artifact);
        artifact.content().properties().forEach(field -> input.set(field.getKey(), field.getValue()));
        return input;
    }

    private static ObjectNode reference(SuppliedArtifact artifact) {
        ObjectNode reference = JsonNodeFactory.instance.objectNode();
        reference.put("id", artifact.id());
        reference.put("artifactClass", artifact.artifactClass());
        reference.put("artifactType", artifact.artifactType());
        reference.put("runId", artifact.runId());
        return reference;
    }

    private static void document(ObjectNode slot, ObjectNode content, String field) {
        String text = ReportText.of(content);
        if (!text.isEmpty()) {
            slot.put("text", text);
        }
        slot.set("json", content);
        slot.set(field, content);
    }

    private static void media(ObjectNode slot, ArrayNode files, ObjectNode content, String kind) {
        slot.set("json", content);
        slot.set(kind, content);
        JsonNode path = content.path("path");
        if (path.isTextual()) {
            ObjectNode file = files.addObject();
            file.set("path", path);
            file.put("kind", kind);
            file.set("mimeType", content.path("mimeType").isTextual() ? content.get("mimeType") : null);
            file.put("role", "output");
        }
    }

    /** Returns the processed file of a kind, else the first one. */
    private static Optional<StepFile> first(List<StepFile> files, String kind) {
        List<StepFile> ofKind =
                files.stream().filter(file -> kind.equals(file.kind())).toList();
        return ofKind.stream()
                .filter(file -> "processed".equals(file.role()))
                .findFirst()
                .or(() -> ofKind.stream().findFirst());
    }

    private static ObjectNode file(StepFile file) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("path", file.path().toString());
        json.put("kind", file.kind());
        json.put("mimeType", file.mimeType());
        json.put("role", file.role());
        return json;
    }

    private static ObjectNode media(StepFile file) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("path", file.path().toString());
        json.put("mimeType", file.mimeType());
        PictureSize.of(file.path())
                .ifPresent(size -> json.put("width", size.width()).put("height", size.height()));
        return json;
    }
}
