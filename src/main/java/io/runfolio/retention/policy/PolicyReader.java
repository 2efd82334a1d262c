package io.runfolio.retention.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.files.Checksums;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonObjectReader;
import io.runfolio.json.YamlDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Parses a policy and reports all of its mistakes at once. */
final class PolicyReader {
    /** Maximum size of a file; YAML's scanner takes time that grows with the square of a line's length. */
    static final int MAX_BYTES = 256 << 10;

    private static final int MAX_RULES = 200;

    private final PolicyErrors errors;

    private PolicyReader(String file) {
        this.errors = new PolicyErrors(file);
    }

    /**
     * Result of reading a file.
     *
     * @param policy the policy; empty if there is any mistake
     * @param problems its mistakes
     */
    record Result(Optional<RetentionPolicy> policy, List<PolicyProblem> problems) {
        static Result unusable(String file, String reason, String cure) {
            return new Result(Optional.empty(), List.of(new PolicyProblem(file, "", reason, cure)));
        }
    }

    static Result read(String file, byte[] yaml) {
        try {
            JsonNode document = YamlDocument.read(yaml, JsonLimits.DOCUMENT);
            if (!document.isObject()) {
                return Result.unusable(file, "it must be an object", "begin with the key rules");
            }
            PolicyReader reader = new PolicyReader(file);
            List<PolicyRule> rules = reader.rules(JsonObjectReader.of(document, "", reader.errors));
            List<PolicyProblem> problems = reader.errors.problems();
            return new Result(
                    problems.isEmpty()
                            ? Optional.of(new RetentionPolicy(rules, Checksums.sha256(yaml)))
                            : Optional.empty(),
                    problems);
        } catch (JsonProcessingException e) {
            String line = e.getLocation() == null
                    ? ""
                    : ", in line " + e.getLocation().getLineNr();
            return Result.unusable(file, "it is not YAML" + line + ": " + reason(e), "correct the line");
        } catch (IOException e) {
            throw new IllegalStateException("Bytes in memory can always be read.", e);
        }
    }

    /** Returns the parser's message without excerpts of the file, which begin with a space. */
    private static String reason(JsonProcessingException e) {
        return String.valueOf(e.getOriginalMessage())
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .map(line -> line.replaceFirst(" \\(start marker.*", ""))
                .collect(Collectors.joining(", "));
    }

    private List<PolicyRule> rules(JsonObjectReader json) {
        List<PolicyRule> rules = new ArrayList<>();
        if (json.require("rules", "a list of rules")) {
            RuleReader reader = new RuleReader(errors);
            json.objects("rules", 0, MAX_RULES, "a list of at most " + MAX_RULES + " rules")
                    .forEach(rule -> rules.add(reader.read(rule)));
        }
        errors.refuseUnread(json);
        checkNames(rules);
        return rules;
    }

    private void checkNames(List<PolicyRule> rules) {
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < rules.size(); i++) {
            String name = rules.get(i).name();
            if (!name.isEmpty() && !names.add(name)) {
                errors.add("rules[" + i + "].name", "is that of another rule: " + name, "give each rule its own name");
            }
        }
        for (int i = 0; i < rules.size(); i++) {
            String path = "rules[" + i + "].overrides";
            for (String other : rules.get(i).overrides()) {
                if (!names.contains(other)) {
                    errors.unknownWord(path, other, names);
                } else if (reaches(rules, other, rules.get(i).name(), new HashSet<>())) {
                    errors.add(path, "leads back to its own rule by " + other, "remove one of the two");
                }
            }
        }
    }

    private static boolean reaches(List<PolicyRule> rules, String from, String to, Set<String> seen) {
        if (from.equals(to)) {
            return true;
        }
        return seen.add(from)
                && rules.stream()
                        .filter(rule -> rule.name().equals(from))
                        .flatMap(rule -> rule.overrides().stream())
                        .anyMatch(next -> reaches(rules, next, to, seen));
    }
}
