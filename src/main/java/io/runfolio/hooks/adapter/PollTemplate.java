package io.runfolio.hooks.adapter;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text with the placeholders {@code {task-id}}, {@code {model}}, {@code {base-url}} and {@code {key}}.
 *
 * @param text the text
 */
public record PollTemplate(String text) {
    public static final String TASK_ID = "task-id";
    public static final String MODEL = "model";
    public static final String BASE_URL = "base-url";
    public static final String KEY = "key";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)\\}");

    /** @throws IllegalArgumentException if a placeholder is not allowed; the message is the end of a sentence */
    static PollTemplate compile(String text, Set<String> allowed) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            if (!allowed.contains(matcher.group(1))) {
                throw new IllegalArgumentException("has the placeholder {" + matcher.group(1) + "}: use {"
                        + String.join("}, {", allowed.stream().sorted().toList()) + "}");
            }
        }
        return new PollTemplate(text);
    }

    /** Returns whether the text has a placeholder. */
    public boolean uses(String placeholder) {
        return text.contains("{" + placeholder + "}");
    }

    /** Returns the address with its values: ids are percent-encoded, a model keeps its slashes. */
    public String address(Map<String, String> values) {
        return filled(Map.of(
                BASE_URL, values.getOrDefault(BASE_URL, ""),
                TASK_ID, encoded(values.getOrDefault(TASK_ID, "")),
                MODEL, encoded(values.getOrDefault(MODEL, "")).replace("%2F", "/")));
    }

    /** Returns the header's value with the key. */
    public String header(String key) {
        return filled(Map.of(KEY, key));
    }

    private String filled(Map<String, String> values) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(values.getOrDefault(match.group(1), "")));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
