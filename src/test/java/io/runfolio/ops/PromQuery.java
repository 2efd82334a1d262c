package io.runfolio.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names in a PromQL expression: metrics with matchers, and labels for grouping.
 *
 * @param selectors metrics with their matchers
 * @param groupLabels labels of {@code by} and {@code on}
 */
record PromQuery(List<Selector> selectors, Set<String> groupLabels) {
    /** Labels that Prometheus adds to every sample. */
    private static final Set<String> ADDED = Set.of("job", "instance");

    private static final Pattern GROUPS = Pattern.compile("\\b(?:by|on|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*]");
    private static final Pattern SELECTOR =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(?:\\{([^}]*)})?(?!\\s*\\(|[a-zA-Z0-9_:])");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!=|!~|=)\\s*\"([^\"]*)\"");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool");

    /**
     * A metric with matchers.
     *
     * @param matchers regular expressions by label; those that exclude values accept every value here
     */
    record Selector(String metric, Map<String, String> matchers) {
        boolean accepts(PromSample sample) {
            return sample.metric().equals(metric)
                    && matchers.entrySet().stream()
                            .allMatch(matcher -> sample.labels().containsKey(matcher.getKey())
                                    && sample.labels().get(matcher.getKey()).matches(matcher.getValue()));
        }
    }

    static PromQuery of(String expression) {
        Set<String> labels = new TreeSet<>();
        Matcher groups = GROUPS.matcher(expression);
        while (groups.find()) {
            for (String label : groups.group(1).split(",")) {
                if (!label.isBlank() && !ADDED.contains(label.strip())) {
                    labels.add(label.strip());
                }
            }
        }
        String plain = RANGE.matcher(GROUPS.matcher(expression).replaceAll(" ")).replaceAll("");
        List<Selector> selectors = new ArrayList<>();
        Matcher found = SELECTOR.matcher(plain);
        while (found.find()) {
            if (!WORDS.contains(found.group(1))) {
                selectors.add(new Selector(found.group(1), matchers(found.group(2))));
            }
        }
        return new PromQuery(selectors, labels);
    }

    private static Map<String, String> matchers(String text) {
        Map<String, String> matchers = new TreeMap<>();
        Matcher each = MATCHER.matcher(text == null ? "" : text);
        while (each.find()) {
            String label = each.group(1);
            if (!ADDED.contains(label)) {
                matchers.put(
                        label,
                        switch (each.group(2)) {
                            case "=" -> Pattern.quote(each.group(3));
                            case "=~" -> each.group(3);
                            default -> ".*";
                        });
            }
        }
        return matchers;
    }
}
