package io.runfolio.hooks.adapter;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text with placeholders: {@code {$.path}}, {@code {@.path}} and {@code {base-url}}.
 *
 * <p>Values of paths are percent-encoded, as they become parts of an address. A template without a value for one of its
 * placeholders finds nothing.
 */
final class UrlTemplate implements Expression.Alternative {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]{1,300})\\}");
    private static final String BASE_URL = "base-url";

    private final String text;
    private final List<Part> parts = new ArrayList<>();

    /** Literal text before a placeholder, and the placeholder's path; null for the base URL. */
    private record Part(String literal, PathExpression path) {}

    private final String rest;

    private UrlTemplate(String text) {
        this.text = text;
        Matcher matcher = PLACEHOLDER.matcher(text);
        int end = 0;
        while (matcher.find()) {
            String name = matcher.group(1);
            if (!name.equals(BASE_URL) && !PathExpression.isPath(name)) {
                throw new IllegalArgumentException(
                        "has the placeholder {" + name + "}: use {base-url} or a path such as {@.name}");
            }
            PathExpression path = name.equals(BASE_URL) ? null : PathExpression.compile(name);
            parts.add(new Part(text.substring(end, matcher.start()), path));
            end = matcher.end();
        }
        rest = text.substring(end);
    }

    /** Returns whether a text of an adapter file is a template. */
    static boolean isTemplate(String text) {
        return PLACEHOLDER.matcher(text).find();
    }

    /** @throws IllegalArgumentException if a placeholder cannot be used; the message is the end of a sentence */
    static UrlTemplate compile(String text) {
        return new UrlTemplate(text);
    }

    @Override
    public List<Object> find(Scope scope) {
        StringBuilder address = new StringBuilder();
        for (Part part : parts) {
            List<Object> values = part.path() == null
                    ? List.copyOf(scope.context().baseUrl().stream().toList())
                    : part.path().find(scope);
            if (values.isEmpty() || values.get(0) instanceof Map || values.get(0) instanceof List) {
                return List.of();
            }
            String value = String.valueOf(values.get(0));
            address.append(part.literal()).append(part.path() == null ? value : encoded(value));
        }
        return List.of(address.append(rest).toString());
    }

    boolean isOfElement() {
        return parts.stream()
                .anyMatch(part -> part.path() != null && part.path().isOfElement());
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return text;
    }
}
