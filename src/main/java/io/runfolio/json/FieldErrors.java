package io.runfolio.json;

import com.fasterxml.jackson.databind.JsonNode;

/** Policy for fields that a {@link JsonObjectReader} cannot use: stop at the first, or gather all. */
public interface FieldErrors {
    /**
     * Reports a required field that is absent.
     *
     * @param path the field's path, such as {@code outputs[0].kind}
     * @param form the value that is expected, such as {@code a text}
     */
    void missing(String path, String form);

    /** Reports a value of another type than the expected one. */
    void wrongType(String path, String form, JsonNode value);

    /**
     * Reports a value of the right type that cannot be used.
     *
     * @param reason end of a sentence that starts with the path, such as {@code must not be empty}
     */
    void invalid(String path, String reason);
}
