package io.runfolio.media.video.embedded;

/** Writes JSON without a library, whose loading would slow the child's start. */
final class JsonWriter {
    private final StringBuilder text = new StringBuilder();
    private boolean first = true;

    JsonWriter open() {
        separate();
        text.append('{');
        first = true;
        return this;
    }

    JsonWriter close() {
        text.append('}');
        first = false;
        return this;
    }

    JsonWriter openList() {
        text.append('[');
        first = true;
        return this;
    }

    JsonWriter closeList() {
        text.append(']');
        first = false;
        return this;
    }

    JsonWriter name(String name) {
        separate();
        quote(name);
        text.append(':');
        first = true;
        return this;
    }

    JsonWriter put(String name, String value) {
        name(name);
        quote(value);
        first = false;
        return this;
    }

    JsonWriter put(String name, long value) {
        name(name);
        text.append(value);
        first = false;
        return this;
    }

    JsonWriter put(String name, double value) {
        name(name);
        text.append(Double.isFinite(value) ? value : 0);
        first = false;
        return this;
    }

    private void separate() {
        if (!first) {
            text.append(',');
        }
        first = false;
    }

    private void quote(String value) {
        text.append('"');
        for (char c : value.toCharArray()) {
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
