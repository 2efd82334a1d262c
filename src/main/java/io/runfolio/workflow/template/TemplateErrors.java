package io.runfolio.workflow.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.runfolio.json.FieldErrors;
import io.runfolio.json.JsonObjectReader;
import io.runfolio.settings.SpellingSuggestion;
import io.runfolio.workflow.form.Cures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Gathers the problems of one template, each with a cure, and remarks about it. */
final class TemplateErrors implements FieldErrors {
    /** Maximum number of problems, and of remarks, that are kept of one template. */
    private static final int MAX_KEPT = 50;

    private static final String MUST_BE = "must be ";

    private final List<TemplateProblem> problems = new ArrayList<>();
    private final List<TemplateProblem> notes = new ArrayList<>();
    private final JsonNode document;

    /** @param document the template, for the values in messages */
    TemplateErrors(JsonNode document) {
        this.document = document;
    }

    @Override
    public void missing(String path, String form) {
        add(path, "is required", "add " + form);
    }

    @Override
    public void wrongType(String path, String form, JsonNode value) {
        boolean isQuotable =
                form.startsWith("a text") && !form.contains(" or ") && (value.isNumber() || value.isBoolean());
        add(path, MUST_BE + form, (isQuotable ? "put it in quotes, instead of " : "change ") + shown(value));
    }

    @Override
    public void invalid(String path, String reason) {
        JsonNode value = valueAt(document, path);
        add(path, reason, value.isMissingNode() ? "correct it" : "change " + shown(value));
    }

    /**
     * Adds a problem.
     *
     * @param reason end of a sentence that starts with the path
     * @param cure what to do
     */
    void add(String path, String reason, String cure) {
        add(TemplateProblem.INVALID, path, reason, cure);
    }

    /** Adds a problem with a code of its own. */
    void add(String code, String path, String reason, String cure) {
        if (problems.size() < MAX_KEPT) {
            problems.add(new TemplateProblem(code, "", path, reason, cure));
        }
    }

    /** Adds a remark, which does not make the template unusable. */
    void note(String path, String reason, String cure) {
        if (notes.size() < MAX_KEPT) {
            notes.add(new TemplateProblem(TemplateProblem.NOTE, "", path, reason, cure));
        }
    }

    /** Returns the keys that were not read, with a remark about each, as one of them may be misspelt. */
    Map<String, JsonNode> noteUnread(JsonObjectReader json) {
        Map<String, JsonNode> unread = json.unread();
        unread.keySet()
                .forEach(name -> note(
                        json.at(Cures.shortened(name)),
                        "has no meaning here and is kept",
                        SpellingSuggestion.near(name, json.known())
                                .map(near -> "write " + near + " if that is meant")
                                .orElse("nothing, if that is intended")));
        return unread;
    }

    /** Returns whether no more problems are kept. */
    boolean isFull() {
        return problems.size() >= MAX_KEPT;
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    List<TemplateProblem> problems() {
        return List.copyOf(problems);
    }

    List<TemplateProblem> notes() {
        return List.copyOf(notes);
    }

    /** Returns the value at a path such as {@code steps[0].kind}. Names of fields may have dots. */
    private static JsonNode valueAt(JsonNode node, String path) {
        if (path.isEmpty()) {
            return node;
        }
        if (path.startsWith("[")) {
            int end = path.indexOf(']');
            String rest = path.substring(end + 1);
            return valueAt(node.path(Integer.parseInt(path.substring(1, end))), rest);
        }
        String name = path.startsWith(".") ? path.substring(1) : path;
        return node.properties().stream()
                .filter(field -> name.startsWith(field.getKey()))
                .map(field ->
                        valueAt(field.getValue(), name.substring(field.getKey().length())))
                .filter(value -> !value.isMissingNode())
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    /** Returns a value for messages, shortened. */
    static String shown(JsonNode value) {
        return Cures.shortened(value.toString());
    }
}
