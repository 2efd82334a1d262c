package io.runfolio.retention.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.json.FieldErrors;
import io.runfolio.json.JsonObjectReader;
import io.runfolio.settings.SpellingSuggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Gathers the mistakes of a policy, each with a cure. */
final class PolicyErrors implements FieldErrors {
    private static final int MAX_KEPT = 50;
    private static final int MAX_SHOWN = 60;

    private final String file;
    private final List<PolicyProblem> problems = new ArrayList<>();

    PolicyErrors(String file) {
        this.file = file;
    }

    @Override
    public void missing(String path, String form) {
        add(path, "is required", "add " + form);
    }

    @Override
    public void wrongType(String path, String form, JsonNode value) {
        boolean isQuotable = form.startsWith("a text") && (value.isNumber() || value.isBoolean());
        add(path, "must be " + form, (isQuotable ? "put it in quotes, instead of " : "change ") + shown(value));
    }

    @Override
    public void invalid(String path, String reason) {
        add(path, reason, "correct it");
    }

    /**
     * Adds a mistake.
     *
     * @param reason end of a sentence that starts with the path
     * @param cure what to do
     */
    void add(String path, String reason, String cure) {
        if (problems.size() < MAX_KEPT) {
            problems.add(new PolicyProblem(file, path, reason, cure));
        }
    }

    /** Refuses a word that is not one of those allowed. */
    void unknownWord(String path, String word, Collection<String> allowed) {
        add(
                path,
                "must be one of " + String.join(", ", allowed),
                SpellingSuggestion.near(word, allowed)
                        .map(near -> "write " + near + " instead of " + shortened(word))
                        .orElse("change " + shortened(word)));
    }

    /** Refuses keys that were not read, as a misspelt condition must not match everything. */
    void refuseUnread(JsonObjectReader json) {
        json.unread()
                .keySet()
                .forEach(name -> add(
                        json.at(shortened(name)),
                        "is not known",
                        SpellingSuggestion.near(name, json.known())
                                .map(near -> "write " + near)
                                .orElse("use " + String.join(", ", json.known()))));
    }

    List<PolicyProblem> problems() {
        return List.copyOf(problems);
    }

    static String shown(JsonNode value) {
        return shortened(value.toString());
    }

    static String shortened(String text) {
        return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
    }
}
