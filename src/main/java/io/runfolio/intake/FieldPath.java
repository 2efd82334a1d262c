package io.runfolio.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;

/**
 * Path of the field at a parser's position, such as {@code outputs[0].kind}. Names are foreign text: characters beyond
 * printable ASCII become question marks, and long paths are cut.
 */
final class FieldPath {
    private static final int MAX_LENGTH = 200;

    private FieldPath() {}

    static String of(JsonParser parser) {
        StringBuilder path = new StringBuilder();
        append(path, parser.getParsingContext());
        String whole = path.toString().replaceAll("[^ -~]", "?");
        return whole.length() > MAX_LENGTH ? whole.substring(0, MAX_LENGTH) + "..." : whole;
    }

    private static void append(StringBuilder path, JsonStreamContext context) {
        if (context == null || context.inRoot()) {
            return;
        }
        append(path, context.getParent());
        if (context.inArray()) {
            path.append('[').append(context.getCurrentIndex()).append(']');
        } else if (context.hasCurrentName()) {
            path.append(path.isEmpty() ? "" : ".").append(context.getCurrentName());
        }
    }
}
