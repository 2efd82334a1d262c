package io.runfolio.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;

/** Where a parser stands, as the path of a field such as {@code outputs[0].kind}. The names are foreign: what is no plain character is shown as a question mark, and long paths are cut. */
final class JsonPlace {
    private static final int LONGEST = 200;

    private JsonPlace() {}

    static String of(JsonParser parser) {
        StringBuilder path = new StringBuilder();
        append(path, parser.getParsingContext());
        String whole = path.toString().replaceAll("[^ -~]", "?");
        return whole.length() > LONGEST ? whole.substring(0, LONGEST) + "..." : whole;
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
