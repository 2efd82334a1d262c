package io.runfolio.json;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.Map;

/**
 * Writes JSON in the form of Python's {@code json.dumps(…, ensure_ascii=True)}. All but printable ASCII is escaped with
 * lower-case hex. A float has the shortest exact digits, with an exponent below 1e-4 and from 1e16 on. {@code NaN} and
 * infinities are written as null.
 */
final class PythonJsonWriter {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder text = new StringBuilder(1024);
    private final boolean indent;
    private final boolean nonFinite;
    private int depth;

    private PythonJsonWriter(boolean indent, boolean nonFinite) {
        this.indent = indent;
        this.nonFinite = nonFinite;
    }

    /** Returns {@code json.dumps(tree, indent=2)} with a newline at the end. */
    static String indented(JsonNode tree) {
        PythonJsonWriter out = new PythonJsonWriter(true, false);
        out.value(tree);
        return out.text.append('\n').toString();
    }

    /** Returns {@code json.dumps(tree)}. */
    static String line(JsonNode tree) {
        PythonJsonWriter out = new PythonJsonWriter(false, false);
        out.value(tree);
        return out.text.toString();
    }

    /** Returns {@code json.dumps(tree)} with the words {@code NaN} and {@code Infinity} for the event reader. */
    static String event(JsonNode tree) {
        PythonJsonWriter out = new PythonJsonWriter(false, true);
        out.value(tree);
        return out.text.toString();
    }

    private void value(JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT -> object(node);
            case ARRAY -> array(node);
            case STRING -> string(node.textValue());
            case NUMBER -> number(node);
            case BOOLEAN -> text.append(node.booleanValue());
            case BINARY, POJO -> string(node.asText());
            case NULL, MISSING -> text.append("null");
        }
    }

    private void object(JsonNode node) {
        if (node.isEmpty()) {
            text.append("{}");
            return;
        }
        open('{');
        Iterator<Map.Entry<String, JsonNode>> fields = node.properties().iterator();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            string(field.getKey());
            text.append(": ");
            value(field.getValue());
            next(fields.hasNext());
        }
        close('}');
    }

    private void array(JsonNode node) {
        if (node.isEmpty()) {
            text.append("[]");
            return;
        }
        open('[');
        Iterator<JsonNode> elements = node.elements();
        while (elements.hasNext()) {
            value(elements.next());
            next(elements.hasNext());
        }
        close(']');
    }

    private void open(char bracket) {
        text.append(bracket);
        depth++;
        newLine();
    }

    private void next(boolean more) {
        if (more) {
            text.append(indent ? "," : ", ");
            newLine();
        }
    }

    private void close(char bracket) {
        depth--;
        newLine();
        text.append(bracket);
    }

    private void newLine() {
        if (indent) {
            text.append('\n').append("  ".repeat(depth));
        }
    }

    private void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            character(value.charAt(i));
        }
        text.append('"');
    }

    private void character(char c) {
        switch (c) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            case '\f' -> text.append("\\f");
            case '\b' -> text.append("\\b");
            default -> {
                if (c >= ' ' && c <= '~') {
                    text.append(c);
                } else {
                    escape(c);
                }
            }
        }
    }

    private void escape(char c) {
        text.append("\\u")
                .append(HEX.charAt(c >> 12))
                .append(HEX.charAt(c >> 8 & 15))
                .append(HEX.charAt(c >> 4 & 15))
                .append(HEX.charAt(c & 15));
    }

    private void number(JsonNode node) {
        if (node.isIntegralNumber()) {
            text.append(node.asText());
        } else if (node.isBigDecimal()) {
            decimal(node.decimalValue());
        } else if (node.isFloat()) {
            floating(Double.parseDouble(Float.toString(node.floatValue())));
        } else {
            floating(node.doubleValue());
        }
    }

    private void floating(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            text.append(nonFinite ? String.valueOf(value) : "null");
        } else if (value == 0) {
            text.append(1 / value < 0 ? "-0.0" : "0.0");
        } else {
            // Double.toString gives the shortest digits only from Java 19 on
            decimal(new BigDecimal(NumberOutput.toString(value, true)));
        }
    }

    /** Writes a number in the layout of Python's {@code repr(float)}. */
    private void decimal(BigDecimal value) {
        String digits = value.unscaledValue().abs().toString();
        long exponent = digits.length() - 1L - value.scale();
        if (value.signum() == 0 || exponent >= -4 && exponent < 16) {
            String plain = value.stripTrailingZeros().toPlainString();
            text.append(plain).append(plain.indexOf('.') < 0 ? ".0" : "");
            return;
        }
        // by hand, as BigDecimal cannot strip its zeros at the ends of the range of scales
        String needed = digits.replaceFirst("(?<!0)0++$", "");
        text.append(value.signum() < 0 ? "-" : "").append(needed.charAt(0));
        if (needed.length() > 1) {
            text.append('.').append(needed, 1, needed.length());
        }
        text.append(exponent < 0 ? "e-" : "e+")
                .append(Math.abs(exponent) < 10 ? "0" : "")
                .append(Math.abs(exponent));
    }
}
