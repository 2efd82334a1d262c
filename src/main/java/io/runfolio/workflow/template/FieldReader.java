package io.runfolio.workflow.template;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.json.JsonObjectReader;
import io.runfolio.workflow.form.Cures;
import io.runfolio.workflow.form.TextForms;
import java.util.List;
import java.util.Optional;

/** Parses the input fields of a template. */
final class FieldReader {
    private final TemplateErrors errors;

    FieldReader(TemplateErrors errors) {
        this.errors = errors;
    }

    TemplateField read(JsonObjectReader json, List<TemplateField> before) {
        String name = json.requiredText("name", TextForms.FIELD_NAME);
        if (before.stream().anyMatch(other -> other.name().equals(name) && !name.isEmpty())) {
            errors.add(json.at("name"), "is that of another field: " + name, "give each field a name of its own");
        }
        FieldType type = type(json);
        boolean required = json.flag("required").orElse(false);
        String description = json.text("description", TextForms.PROSE).orElse(null);
        List<String> options = options(json, type);
        String artifactClass = json.text("artifactClass", TextForms.CLASS).orElse(null);
        String artifactType = json.text("artifactType", TextForms.LINE).orElse(null);
        boolean isReference = type == FieldType.ARTIFACT_REFERENCE;
        if (!isReference && (json.has("artifactClass") || json.has("artifactType"))) {
            errors.add(
                    json.at("artifactClass"),
                    "and artifactType are for the type artifactReference only",
                    "remove them, or set the type to artifactReference");
        }
        JsonNode given = json.value("default");
        JsonNode defaultValue = given.isMissingNode() ? null : given;
        TemplateField field = new TemplateField(
                name,
                type,
                required,
                description,
                defaultValue,
                options,
                artifactClass,
                artifactType,
                errors.noteUnread(json));
        if (defaultValue != null) {
            Optional<String> mismatch =
                    isReference ? Optional.of("is not for the type artifactReference") : field.mismatch(defaultValue);
            String cure = isReference ? "remove it" : "change " + TemplateErrors.shown(defaultValue);
            mismatch.ifPresent(why -> errors.add(json.at("default"), why, cure));
        }
        return field;
    }

    private FieldType type(JsonObjectReader json) {
        String word = json.requiredText("type", TextForms.LINE);
        return FieldType.of(word).orElseGet(() -> {
            if (!word.isEmpty()) {
                errors.add(
                        json.at("type"),
                        "must be one of " + FieldType.words(),
                        Cures.instead(word, FieldType.wordList()));
            }
            return FieldType.STRING;
        });
    }

    private List<String> options(JsonObjectReader json, FieldType type) {
        List<String> options = json.texts("options", FieldReader::areDistinct, "a list of different texts");
        if (type == FieldType.ENUM && options.isEmpty()) {
            errors.add(json.at("options"), "is required for an enum", "add a list of the values");
        }
        if (type != FieldType.ENUM && !options.isEmpty()) {
            errors.add(json.at("options"), "is for the type enum only", "remove it, or set the type to enum");
        }
        return options;
    }

    private static boolean areDistinct(List<String> texts) {
        return texts.stream().noneMatch(String::isBlank)
                && texts.stream().distinct().count() == texts.size();
    }
}
