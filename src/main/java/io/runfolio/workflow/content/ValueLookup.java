package io.runfolio.workflow.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.template.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Finds the value of one reference, or says what exists where it leads nowhere. */
final class ValueLookup {
    private static final int MAX_SHOWN = 20;
    private static final int MAX_SHOWN_CHARACTERS = 60;
    private static final String INTAKE = "intake";
    private static final String INPUTS = "inputs";

    private final RunValues values;

    ValueLookup(RunValues values) {
        this.values = values;
    }

    /**
     * Returns the value of a reference; a missing node if it is optional and absent or null.
     *
     * @throws StepFailedException if the reference leads nowhere
     */
    JsonNode find(Reference reference) {
        if (reference.head().equals(INTAKE)) {
            return walk(reference, values.intake(), INTAKE);
        }
        if (reference.head().equals(INPUTS)) {
            return input(reference);
        }
        String step = reference
                .step(values.slots().keySet())
                .orElseThrow(() -> unresolved(reference.toString(), "there are " + shown(heads())));
        return walk(reference, values.slots().get(step), step);
    }

    private JsonNode input(Reference reference) {
        List<Reference.Part> parts = reference.partsAfter(INPUTS);
        String field = parts.isEmpty() ? "" : parts.get(0).toString();
        JsonNode content = values.inputs().get(field);
        if (content != null) {
            return walk(reference, content, INPUTS + "." + field);
        }
        return absent(
                reference,
                values.inputs().isEmpty()
                        ? "the run has no supplied artifact"
                        : "artifacts are supplied for " + shown(values.inputs().keySet()));
    }

    private static JsonNode walk(Reference reference, JsonNode root, String start) {
        JsonNode at = root;
        StringBuilder path = new StringBuilder(start);
        for (Reference.Part part : reference.partsAfter(start)) {
            JsonNode next = step(at, part);
            if (next.isMissingNode()) {
                return absent(reference, path + " " + description(at));
            }
            path.append(part.isName() ? "." : "").append(part);
            at = next;
        }
        return at.isNull() ? absent(reference, path + " is null") : at;
    }

    private static JsonNode step(JsonNode at, Reference.Part part) {
        return part.isName() ? at.path(part.name()) : at.path(part.position());
    }

    private static JsonNode absent(Reference reference, String why) {
        if (reference.isOptional()) {
            return MissingNode.getInstance();
        }
        throw unresolved(reference.toString(), why);
    }

    static StepFailedException unresolved(String reference, String why) {
        return new StepFailedException("reference_unresolved", reference + " cannot be resolved: " + why, false);
    }

    private static String description(JsonNode at) {
        if (at.isObject()) {
            List<String> names = new ArrayList<>();
            at.fieldNames().forEachRemaining(names::add);
            return names.isEmpty() ? "is empty" : "has " + shown(names);
        }
        if (at.isArray()) {
            return at.isEmpty() ? "is an empty list" : "is a list from [0] to [" + (at.size() - 1) + "]";
        }
        return at instanceof NullNode
                ? "is null"
                : "is a " + at.getNodeType().name().toLowerCase(Locale.ROOT) + " without fields";
    }

    private List<String> heads() {
        List<String> heads = new ArrayList<>(List.of(INTAKE, INPUTS));
        heads.addAll(values.slots().keySet());
        return heads;
    }

    private static String shown(Collection<String> names) {
        String list = names.stream()
                .limit(MAX_SHOWN)
                .map(name ->
                        name.length() > MAX_SHOWN_CHARACTERS ? name.substring(0, MAX_SHOWN_CHARACTERS) + "…" : name)
                .collect(Collectors.joining(", "));
        return names.size() > MAX_SHOWN ? list + ", …" : list;
    }
}
