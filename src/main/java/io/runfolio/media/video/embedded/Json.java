package io.runfolio.media.video.embedded;

/** Writes JSON: so little that the child need not load a library for it. */
final class Json {
    private final StringBuilder text = new StringBuilder();
    private boolean first = true;

    Json open() {
        separate();
        text.append('{');
        first = true;
        return this;
    }

    Json close() {
        text.append('}');
        first = false;
        return this;
    }

    Json openList() {
        text.append('[');
        first = true;
        return this;
    }

    Json closeList() {
        text.append(']');
        first = false;
        return this;
    }

    Json name(String name) {
        separate();
        quote(name);
        text.append(':');
        first = true;
        return this;
    }

    Json put(String name, String value) {
        name(name);
        quote(value);
        first = false;
        return this;
    }

    Json put(String name, long value) {
        name(name);
        text.append(value);
        first = false;
        return this;
    }

    Json put(String name, double value) {
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
