package io.runfolio.retention.policy;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Mistake in a policy.
 *
 * @param file name of the file
 * @param field path of the value in the file, such as {@code rules[0].action}; the empty string for the file itself
 * @param reason end of a sentence that starts with the field
 * @param cure what to do
 */
public record PolicyProblem(String file, String field, String reason, String cure) {

    /** Returns everything in one sentence. */
    @JsonProperty
    public String message() {
        return file + ": " + (field.isEmpty() ? "" : field + " ") + reason + ": " + cure;
    }
}
