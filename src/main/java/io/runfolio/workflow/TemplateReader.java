package io.runfolio.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one template and says what is wrong with it, field by field. */
final class TemplateReader {
    private static final ObjectMapper MAPPER =
            JsonMappers.strict(JsonLimits.DOCUMENT).build();
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final String ID_WORDS = "1 to 100 letters, digits, dots, dashes and underscores";
    private static final Pattern FIELD_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");
    private static final Pattern CLASS = Pattern.compile("visual|video|research|knowledge");
    private static final String CLASS_WORDS = "one of visual, video, research, knowledge";
    private static final Pattern LINE = Pattern.compile("(?=.*\\S).{1,200}");
    private static final String LINE_WORDS = "a text of one line and at most 200 characters";
    private static final Pattern PROSE = Pattern.compile("(?s).{0,4000}");
    private static final String PROSE_WORDS = "a text of at most 4000 characters";
    private static final Pattern SATISFIED_BY = Pattern.compile("inputs\\.[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern REFERENCE = Pattern.compile("\\{([^{}.]*+)(?:\\.([^{}.]*+)[^{}]*+)?+}");

    private final List<String> wrong = new ArrayList<>();

    private TemplateReader() {}

    /**
     * What a file says.
     *
     * @param template empty if anything is wrong
     * @param wrong one sentence for each thing that is
     */
    record Reading(Optional<Template> template, List<String> wrong) {
        static Reading unusable(String why) {
            return new Reading(Optional.empty(), List.of(why));
        }
    }

    static Reading read(byte[] json) {
        JsonNode node;
        try {
            node = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            return Reading.unusable("it is not JSON, in line " + e.getLocation().getLineNr() + ": "
                    + e.getOriginalMessage().replaceFirst(" \\(start marker.*", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (node == null || !node.isObject()) {
            return Reading.unusable("it must be a JSON object");
        }
        TemplateReader reader = new TemplateReader();
        Template template = reader.template(new Part(node, "", reader.wrong));
        return new Reading(
                reader.wrong.isEmpty() ? Optional.of(template) : Optional.empty(), List.copyOf(reader.wrong));
    }

    private Template template(Part part) {
        String id = part.text("id", ID, ID_WORDS);
        String name = part.text("name", LINE, LINE_WORDS);
        String description = part.optionalText("description", PROSE, PROSE_WORDS);
        String artifactClass = part.text("artifactClass", CLASS, CLASS_WORDS);
        String artifactType = part.text("artifactType", LINE, LINE_WORDS);
        String version = part.text("version", LINE, LINE_WORDS);
        List<IntakeField> fields = new ArrayList<>();
        part.parts("intakeSchema").forEach(field -> fields.add(field(field, fields)));
        Template soFar = new Template(id, name, description, artifactClass, artifactType, version, fields, List.of());
        List<Step> steps = new ArrayList<>();
        part.parts("steps").forEach(step -> steps.add(step(step, soFar, steps)));
        part.noOthers();
        return new Template(id, name, description, artifactClass, artifactType, version, fields, steps);
    }

    private static IntakeField field(Part part, List<IntakeField> before) {
        String name = part.text("name", FIELD_NAME, "1 to 100 letters, digits and underscores, no digit first");
        if (before.stream().anyMatch(other -> other.name().equals(name) && !name.isEmpty())) {
            part.refuse("name", "is that of another field: " + name);
        }
        FieldType type = FieldType.of(part.optional("type").asText()).orElseGet(() -> {
            part.refuse("type", "must be one of " + FieldType.words());
            return FieldType.STRING;
        });
        boolean required = part.flag("required");
        String description = part.optionalText("description", PROSE, PROSE_WORDS);
        List<String> options = part.texts("options");
        if (options.isEmpty() == (type == FieldType.ENUM)) {
            part.refuse("options", type == FieldType.ENUM ? "is required for an enum" : "is for the type enum only");
        }
        String artifactClass = part.optionalText("artifactClass", CLASS, CLASS_WORDS);
        String artifactType = part.optionalText("artifactType", LINE, LINE_WORDS);
        boolean reference = type == FieldType.ARTIFACT_REFERENCE;
        if (!reference && (artifactClass != null || artifactType != null)) {
            part.refuse("artifactClass", "and artifactType are for the type artifactReference only");
        }
        JsonNode preset = part.optional("default");
        IntakeField field = new IntakeField(
                name,
                type,
                required,
                description,
                preset.isMissingNode() ? null : preset,
                options,
                artifactClass,
                artifactType);
        if (field.preset() != null) {
            Optional<String> misfit =
                    reference ? Optional.of("is not for the type artifactReference") : field.misfit(preset);
            misfit.ifPresent(why -> part.refuse("default", why));
        }
        part.noOthers();
        return field;
    }

    private static Step step(Part part, Template template, List<Step> before) {
        String id = part.text("id", ID, ID_WORDS);
        if (List.of("intake", "inputs").contains(id)
                || before.stream().anyMatch(other -> other.id().equals(id) && !id.isEmpty())) {
            part.refuse("id", "must be another than intake, inputs and those of the other steps: " + id);
        }
        String name = part.text("name", LINE, LINE_WORDS);
        String kind = part.text("kind", LINE, LINE_WORDS);
        String satisfiedBy = part.optionalText("satisfiedBy", SATISFIED_BY, "inputs. and the name of a field");
        if (satisfiedBy != null
                && !satisfiedBy.isEmpty()
                && !isReference(template, satisfiedBy.substring(Step.INPUTS.length()))) {
            part.refuse("satisfiedBy", "must name a field of type artifactReference");
        }
        SubWorkflow sub = part.part("subWorkflow")
                .map(inner -> subWorkflow(inner, template, before))
                .orElse(null);
        part.noOthers();
        return new Step(id, name, kind, satisfiedBy, sub);
    }

    private static SubWorkflow subWorkflow(Part part, Template template, List<Step> before) {
        String id = part.text("templateId", ID, ID_WORDS);
        String version = part.text("templateVersion", LINE, LINE_WORDS);
        Map<String, String> mapping = new LinkedHashMap<>();
        part.part("intakeMapping").ifPresent(inner -> {
            for (String name : inner.names()) {
                String text = inner.text(name, PROSE, PROSE_WORDS);
                mapping.put(name, text);
                unknownReference(text, template, before)
                        .ifPresent(
                                reference -> inner.refuse(
                                        name,
                                        "refers to " + reference
                                                + ", which is no field of the intake, no artifact of inputs and no step before this one"));
            }
        });
        part.noOthers();
        return new SubWorkflow(id, version, mapping);
    }

    /** Returns the first reference that leads nowhere: {@code {intake.topic}}, {@code {inputs.report.summary}} and {@code {step-1.text}} are those that can lead somewhere. */
    private static Optional<String> unknownReference(String text, Template template, List<Step> before) {
        Matcher references = REFERENCE.matcher(text);
        while (references.find()) {
            String head = references.group(1);
            String field = references.group(2) == null ? "" : references.group(2);
            boolean known =
                    switch (head) {
                        case "intake" -> template.field(field).isPresent();
                        case "inputs" -> isReference(template, field);
                        default -> before.stream().anyMatch(step -> step.id().equals(head));
                    };
            if (!known) {
                return Optional.of(references.group());
            }
        }
        return Optional.empty();
    }

    private static boolean isReference(Template template, String field) {
        return template.field(field)
                .filter(one -> one.type() == FieldType.ARTIFACT_REFERENCE)
                .isPresent();
    }
}
