package io.runfolio.retention.plan;

import io.runfolio.retention.plan.RandomLibrary.Item;
import io.runfolio.retention.plan.RandomLibrary.Run;
import io.runfolio.retention.plan.RandomPolicy.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Says what a policy removes, as docs/retention.md describes it. It is slow, has everything in memory, and uses no code
 * of the program.
 */
final class PolicyOracle {
    private static final List<String> ORDER = List.of("keep", "derivatives", "originals", "binaries", "bundle");

    private final List<Run> runs;
    private final List<Rule> rules;
    private final Instant now;
    /** Rules that match, by artifact. */
    private final Map<Unit, Set<Rule>> matching = new java.util.IdentityHashMap<>();

    private final Map<Unit, Set<Rule>> sized = new java.util.IdentityHashMap<>();
    private final List<Unit> units = new ArrayList<>();

    /** An artifact, or a run without any. */
    private record Unit(Run run, Item item, int position) {}

    PolicyOracle(List<Run> runs, List<Rule> rules, Instant now) {
        this.runs = runs.stream()
                .sorted(Comparator.comparing((Run run) -> run.created).reversed())
                .toList();
        this.rules = rules;
        this.now = now;
        for (Run run : this.runs) {
            if (run.items.isEmpty()) {
                units.add(new Unit(run, null, 0));
            }
            for (int i = 0; i < run.items.size(); i++) {
                units.add(new Unit(run, run.items.get(i), i));
            }
        }
        units.forEach(unit -> {
            matching.put(unit, new HashSet<>());
            sized.put(unit, new HashSet<>());
        });
        rules.forEach(this::match);
        rules.stream().filter(rule -> rule.limit >= 0).forEach(this::limit);
    }

    /** Returns what goes: the bytes by run path, artifact id (or "whole") and action. */
    Map<String, Long> removals() {
        Map<String, Long> all = new TreeMap<>();
        for (Run run : runs) {
            all.putAll(removals(run));
        }
        return all;
    }

    private List<Unit> units(Run run) {
        return units.stream().filter(unit -> unit.run() == run).toList();
    }

    private void match(Rule rule) {
        List<Unit> found = units.stream().filter(unit -> matches(rule, unit)).toList();
        if (rule.keepNewest > 0) {
            List<Unit> beyond = new ArrayList<>(found);
            Set<String> groups = new HashSet<>();
            found.forEach(unit -> groups.addAll(groups(rule.per, unit)));
            for (String group : groups) {
                found.stream()
                        .filter(unit -> groups(rule.per, unit).contains(group))
                        .limit(rule.keepNewest)
                        .forEach(unit -> beyond.removeIf(other -> other == unit));
            }
            found = beyond;
        }
        found.forEach(unit -> (rule.limit >= 0 ? sized : matching).get(unit).add(rule));
    }

    private static Set<String> groups(String per, Unit unit) {
        if (per.equals("tag")) {
            Set<String> tags = tags(unit);
            return tags.isEmpty() ? Set.of("") : tags;
        }
        String value =
                switch (per) {
                    case "all" -> "";
                    case "project" -> unit.run().project;
                    case "model" -> unit.run().model;
                    case "environment" -> unit.run().environment;
                    default -> unit.item() == null ? null : unit.item().kind;
                };
        return Set.of(value == null ? "none" : value);
    }

    private static Set<String> tags(Unit unit) {
        Set<String> tags = new HashSet<>(unit.run().tags);
        if (unit.item() != null) {
            tags.addAll(unit.item().tags);
        }
        return tags;
    }

    private boolean matches(Rule rule, Unit unit) {
        for (Map.Entry<String, List<String>> condition : rule.words.entrySet()) {
            Set<String> values = new HashSet<>();
            switch (condition.getKey()) {
                case "project" -> values.add(unit.run().project);
                case "environment" -> values.add(unit.run().environment);
                case "runStatus" -> values.add(unit.run().status);
                case "model" -> values.add(unit.run().model);
                case "tag" -> values.addAll(tags(unit));
                case "kind" -> values.add(unit.item() == null ? null : unit.item().kind);
                default -> values.add(unit.item() == null ? null : unit.item().status);
            }
            values.remove(null);
            boolean isMatch = condition.getValue().stream()
                    .map(word -> word.replace("*", ".*"))
                    .anyMatch(pattern -> values.stream().anyMatch(value -> value.matches(pattern)));
            if (!isMatch) {
                return false;
            }
        }
        for (String time : List.of("created", "decided")) {
            Instant at = time.equals("created") ? unit.run().created : unit.item() == null ? null : unit.item().decided;
            Integer older = rule.older.get(time);
            Integer younger = rule.younger.get(time);
            if ((older != null || younger != null) && at == null) {
                return false;
            }
            if (older != null && !at.plus(Duration.ofDays(older)).isBefore(now)) {
                return false;
            }
            if (younger != null && !at.plus(Duration.ofDays(younger)).isAfter(now)) {
                return false;
            }
        }
        return true;
    }

    /** Takes the oldest runs until the rest is small enough. */
    private void limit(Rule rule) {
        long rest = runs.stream().mapToLong(run -> rest(rule, run)).sum();
        if (rest <= rule.limit) {
            return;
        }
        long target = rule.limit * rule.share / 100;
        for (int i = runs.size() - 1; i >= 0 && rest > target; i--) {
            Run run = runs.get(i);
            long before = rest(rule, run);
            List<Unit> added = units(run).stream()
                    .filter(unit -> sized.get(unit).contains(rule))
                    .toList();
            added.forEach(unit -> matching.get(unit).add(rule));
            long after = rest(rule, run);
            if (after < before) {
                rest -= before - after;
            } else {
                added.forEach(unit -> matching.get(unit).remove(rule));
            }
        }
    }

    /** Returns what remains of a run's artifacts that match a rule. */
    private long rest(Rule rule, Run run) {
        Map<String, Long> gone = removals(run);
        boolean isWholeGone = gone.keySet().stream().anyMatch(key -> key.endsWith("whole bundle"));
        long rest = 0;
        for (Unit unit : units(run)) {
            if (sized.get(unit).contains(rule) && unit.item() != null && !isWholeGone) {
                rest += unit.item().originalBytes + unit.item().derivativeBytes;
                for (String action : ORDER) {
                    rest -= gone.getOrDefault(run.path + " " + unit.item().id + " " + action, 0L);
                }
            }
        }
        boolean isAll = units(run).stream().allMatch(unit -> sized.get(unit).contains(rule));
        return rest + (isAll && !isWholeGone ? run.inputBytes : 0);
    }

    private Map<String, Long> removals(Run run) {
        Map<String, Long> removals = new TreeMap<>();
        boolean isWhole = true;
        long all = run.inputBytes;
        for (Unit unit : units(run)) {
            String action = action(unit);
            boolean isProtected = run.isProtected || unit.item() != null && unit.item().isProtected;
            isWhole &= action.equals("bundle") && !isProtected;
            if (unit.item() == null) {
                continue;
            }
            Item item = unit.item();
            all += item.originalBytes + item.derivativeBytes;
            long bytes =
                    switch (action) {
                        case "derivatives" -> item.derivativeBytes;
                        case "originals" -> item.originalBytes;
                        case "binaries" -> item.originalBytes + item.derivativeBytes;
                        default -> 0;
                    };
            if (bytes > 0 && !isProtected) {
                removals.put(run.path + " " + item.id + " " + action, bytes);
            }
        }
        return isWhole ? Map.of(run.path + " whole bundle", all) : removals;
    }

    private String action(Unit unit) {
        Set<Rule> found = matching.get(unit);
        return found.stream()
                .filter(rule -> found.stream().noneMatch(other -> other.overrides.contains(rule.name)))
                .map(rule -> rule.action)
                .min(Comparator.comparing(ORDER::indexOf))
                .orElse("keep");
    }
}
