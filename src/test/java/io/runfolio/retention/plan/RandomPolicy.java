package io.runfolio.retention.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** Random rules as plain values, and their text. */
final class RandomPolicy {
    final List<Rule> rules = new ArrayList<>();

    /** A rule: words by condition, ages in days, and the rest. */
    static final class Rule {
        String name;
        final Map<String, List<String>> words = new LinkedHashMap<>();
        final Map<String, Integer> older = new LinkedHashMap<>();
        final Map<String, Integer> younger = new LinkedHashMap<>();
        int keepNewest;
        String per = "all";
        long limit = -1;
        int share = 100;
        String action;
        List<String> overrides = List.of();
    }

    RandomPolicy(Random random) {
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            rules.add(rule(random, i));
        }
    }

    private Rule rule(Random random, int number) {
        Rule rule = new Rule();
        rule.name = "rule-" + number;
        rule.action = List.of("keep", "derivatives", "originals", "binaries", "bundle", "bundle", "binaries")
                .get(random.nextInt(7));
        Map<String, List<List<String>>> choices = Map.of(
                "project", List.of(List.of("fox"), List.of("campaign-*", "wolf")),
                "environment", List.of(List.of("dev"), List.of("production", "dev")),
                "runStatus", List.of(List.of("failed"), List.of("succeeded")),
                "reviewStatus", List.of(List.of("rejected"), List.of("review", "draft")),
                "kind", List.of(List.of("image"), List.of("video", "audio")),
                "tag", List.of(List.of("cover"), List.of("matter-*")),
                "model", List.of(List.of("flux"), List.of("*")));
        choices.forEach((condition, values) -> {
            if (random.nextInt(7) == 0) {
                rule.words.put(condition, values.get(random.nextInt(values.size())));
            }
        });
        if (random.nextInt(3) == 0) {
            rule.older.put("created", 1 + random.nextInt(300));
        } else if (random.nextInt(5) == 0) {
            rule.younger.put("created", 1 + random.nextInt(300));
        }
        if (random.nextInt(8) == 0) {
            rule.older.put("decided", 1 + random.nextInt(30));
        }
        boolean isKeep = rule.action.equals("keep");
        if (!isKeep && random.nextInt(3) == 0) {
            rule.keepNewest = 1 + random.nextInt(3);
            rule.per = List.of("all", "project", "model", "tag", "kind", "environment")
                    .get(random.nextInt(6));
        }
        if (!isKeep && random.nextInt(3) == 0) {
            rule.limit = 20 + random.nextInt(600);
            rule.share = 10 * random.nextInt(11);
        }
        boolean isEmpty = rule.words.isEmpty() && rule.older.isEmpty() && rule.younger.isEmpty();
        if (!isKeep && isEmpty && rule.keepNewest == 0 && rule.limit < 0) {
            rule.older.put("created", 100);
        }
        if (number > 0 && random.nextInt(3) == 0) {
            rule.overrides = List.of("rule-" + random.nextInt(number));
        }
        return rule;
    }

    /** Returns the text of the file. */
    String yaml() {
        StringBuilder yaml = new StringBuilder("rules:\n");
        for (Rule rule : rules) {
            List<String> match = new ArrayList<>();
            rule.words.forEach((condition, words) -> match.add(condition + ": ["
                    + words.stream().map(word -> '"' + word + '"').collect(Collectors.joining(", ")) + "]"));
            rule.older.forEach((time, days) -> match.add(time + ": {olderThan: " + days + "d}"));
            rule.younger.forEach((time, days) -> match.add(time + ": {youngerThan: " + days + "d}"));
            yaml.append("  - name: ").append(rule.name).append('\n');
            yaml.append("    match: {").append(String.join(", ", match)).append("}\n");
            if (rule.keepNewest > 0) {
                yaml.append("    keepNewest: ").append(rule.keepNewest).append('\n');
                yaml.append("    per: ").append(rule.per).append('\n');
            }
            if (rule.limit >= 0) {
                yaml.append("    size: {limit: ").append(rule.limit).append("B, until: ");
                yaml.append(rule.share).append("%}\n");
            }
            yaml.append("    action: ").append(rule.action).append('\n');
            if (!rule.overrides.isEmpty()) {
                yaml.append("    overrides: ").append(rule.overrides.get(0)).append('\n');
            }
        }
        return yaml.toString();
    }
}
