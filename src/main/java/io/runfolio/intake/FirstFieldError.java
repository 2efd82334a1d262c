package io.runfolio.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.json.FieldErrors;

/** Refuses an event at the first field that cannot be used. */
final class FirstFieldError implements FieldErrors {
    @Override
    public void missing(String path, String form) {
        throw refusal("missing_field", path, "is required: give it " + form);
    }

    @Override
    public void wrongType(String path, String form, JsonNode value) {
        throw refusal("wrong_type", path, "must be " + form + ", and is " + typeName(value));
    }

    @Override
    public void invalid(String path, String reason) {
        throw refusal("bad_value", path, reason);
    }

    private static RefusedEventException refusal(String code, String path, String reason) {
        return new RefusedEventException(code, path, "`" + path + "` " + reason + ".");
    }

    /** Returns the type of a JSON value for messages. */
    static String typeName(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case STRING -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            default -> "null";
        };
    }
}
