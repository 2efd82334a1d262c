package io.runfolio.workflow.template;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.json.JsonObjectReader;
import io.runfolio.settings.SpellingSuggestion;
import io.runfolio.workflow.form.TextForms;
import java.util.ArrayList;
import java.util.List;

/** Parses the gates of a template: texts, which have no effect, and objects. */
final class GateReader {
    /** Types that have an effect on a run. */
    static final List<String> TYPES = List.of("approval", "quality", "safety", "budget");

    private static final int MAX_GATES = 100;

    private final TemplateErrors errors;

    GateReader(TemplateErrors errors) {
        this.errors = errors;
    }

    List<TemplateGate> read(JsonObjectReader template) {
        List<TemplateGate> gates = new ArrayList<>();
        JsonNode list = template.value("gates");
        if (!list.isArray() || list.size() > MAX_GATES) {
            template.objects("gates", 0, MAX_GATES, "a list of at most " + MAX_GATES + " gates"); // reports it
            return gates;
        }
        for (int i = 0; i < list.size(); i++) {
            String path = template.at("gates[" + i + "]");
            JsonNode gate = list.get(i);
            if (gate.isTextual() && TextForms.PROSE.isAllowed().test(gate.textValue())) {
                gates.add(TemplateGate.inWords(gate.textValue()));
            } else if (gate.isObject()) {
                gates.add(gate(JsonObjectReader.of(gate, path, errors), gates));
            } else {
                errors.wrongType(path, "a text or an object", gate);
            }
        }
        return gates;
    }

    private TemplateGate gate(JsonObjectReader json, List<TemplateGate> before) {
        String name = json.text("name", TextForms.LINE).orElse(null);
        String id = json.text("id", TextForms.ID).orElse(name);
        if (id == null) {
            errors.add(json.at("id"), "is required", "add " + TextForms.ID.words());
        }
        if (id != null && before.stream().anyMatch(other -> other.id().equals(id))) {
            errors.add(json.at("id"), "is that of another gate: " + id, "give each gate an id of its own");
        }
        String type = json.requiredText("type", TextForms.LINE);
        if (!type.isEmpty() && !TYPES.contains(type)) {
            errors.note(
                    json.at("type"),
                    "is a type without effect here: " + type,
                    SpellingSuggestion.near(type, TYPES)
                            .map(near -> "write " + near + " if that is meant")
                            .orElse("nothing, if that is intended"));
        }
        return new TemplateGate(
                id,
                name == null ? id : name,
                type,
                json.text("step", TextForms.ID).orElse(null),
                words(json, "checks"),
                words(json, "inputs"),
                words(json, "outputs"),
                words(json, "unlocks"),
                errors.noteUnread(json));
    }

    /** Returns a list of texts, which may also be one text. */
    private static List<String> words(JsonObjectReader json, String name) {
        JsonNode value = json.value(name);
        return value.isTextual() ? List.of(value.textValue()) : json.texts(name);
    }
}
