package io.runfolio.ops;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A sample of a scrape. */
record PromSample(String metric, Map<String, String> labels, double value) {
    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    static List<PromSample> parse(String scrape) {
        return scrape.lines()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(PromSample::of)
                .toList();
    }

    private static PromSample of(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new AssertionError("not a sample: " + line);
        }
        Map<String, String> labels = new TreeMap<>();
        Matcher each = LABEL.matcher(matcher.group(2) == null ? "" : matcher.group(2));
        while (each.find()) {
            labels.put(each.group(1), each.group(2));
        }
        return new PromSample(matcher.group(1), labels, value(matcher.group(3)));
    }

    private static double value(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
