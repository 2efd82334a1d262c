package io.runfolio.workflow.template;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * Mistake or remark about a template.
 *
 * @param code {@code template_invalid} for a mistake, {@code template_note} for a remark
 * @param path name of the file
 * @param field path of the value in the file, such as {@code steps[0].kind}; the empty string for the file itself
 * @param reason end of a sentence that starts with the field
 * @param cure what to do
 */
@JsonPropertyOrder({"code", "path", "message", "field", "reason", "cure"})
public record TemplateProblem(String code, String path, String field, String reason, String cure) {
    static final String INVALID = "template_invalid";
    static final String NOTE = "template_note";

    /** Returns everything in one sentence. */
    @JsonProperty
    public String message() {
        String where = path.isEmpty() ? "" : path + ": ";
        return where + (field.isEmpty() ? "" : field + " ") + reason + ": " + cure;
    }

    TemplateProblem in(String file) {
        return new TemplateProblem(code, file, field, reason, cure);
    }
}
