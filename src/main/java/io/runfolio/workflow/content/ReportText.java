package io.runfolio.workflow.content;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.StringJoiner;

/** Text of reports and knowledge records, and their recognition. */
final class ReportText {
    static final String REPORT = "report";
    static final String RECORD = "record";
    private static final String TITLE = "title";
    private static final String BODY = "body";
    private static final String SECTIONS = "sections";

    private ReportText() {}

    /** Returns the field of a slot that JSON of this form fills; empty for JSON of another form. */
    static Optional<String> field(JsonNode json) {
        if (!json.path(TITLE).isTextual()) {
            return Optional.empty();
        }
        if (json.path(SECTIONS).isArray() || json.path("summary").isTextual()) {
            return Optional.of(REPORT);
        }
        return json.path(BODY).isTextual() ? Optional.of(RECORD) : Optional.empty();
    }

    /** Returns title, summary, sections and body as Markdown; the empty string without any. */
    static String of(JsonNode content) {
        StringJoiner text = new StringJoiner("\n\n");
        add(text, "# ", content.path(TITLE));
        add(text, "", content.path("summary"));
        for (JsonNode section : content.path(SECTIONS)) {
            add(text, "## ", section.path("heading"));
            add(text, "", section.path(BODY));
        }
        add(text, "", content.path(BODY));
        return text.toString();
    }

    private static void add(StringJoiner text, String prefix, JsonNode value) {
        if (value.isTextual() && !value.textValue().isBlank()) {
            text.add(prefix + value.textValue().strip());
        }
    }
}
