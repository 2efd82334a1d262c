package io.runfolio.retention.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.json.JsonObjectReader;
import io.runfolio.json.TextForm;
import io.runfolio.run.ArtifactClass;
import io.runfolio.run.AssetKind;
import io.runfolio.run.ReviewStatus;
import io.runfolio.run.RunStatus;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Parses the rules of a policy. */
final class RuleReader {
    private static final TextForm NAME = TextForm.matching(
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}"),
            "a text of 1 to 100 letters, digits, dots, dashes and underscores");
    private static final RuleMatch NO_MATCH = new RuleMatch(
            WordList.ANY,
            WordList.ANY,
            WordList.ANY,
            WordList.ANY,
            WordList.ANY,
            WordList.ANY,
            WordList.ANY,
            WordList.ANY,
            WordList.ANY,
            AgeRange.ANY,
            AgeRange.ANY,
            AgeRange.ANY);
    private static final int MAX_COUNT = 1_000_000;

    private final PolicyErrors errors;

    RuleReader(PolicyErrors errors) {
        this.errors = errors;
    }

    PolicyRule read(JsonObjectReader json) {
        String name = json.requiredText("name", NAME);
        json.text("description", TextForm.ANY);
        RuleMatch match = json.require("match", "the conditions, or {} for all artifacts")
                ? json.object("match").map(this::match).orElse(NO_MATCH)
                : NO_MATCH;
        Optional<CountLimit> count = count(json);
        Optional<SizeLimit> size = size(json);
        Optional<PolicyAction> action = action(json);
        PolicyRule rule = new PolicyRule(
                name,
                match,
                count,
                size,
                action.orElse(PolicyAction.KEEP),
                new LinkedHashSet<>(words(json, "overrides", List.of())));
        if (action.isPresent()) {
            check(json, rule);
        }
        errors.refuseUnread(json);
        return rule;
    }

    private void check(JsonObjectReader json, PolicyRule rule) {
        boolean isLimited = rule.count().isPresent() || rule.size().isPresent();
        if (rule.action() == PolicyAction.KEEP && isLimited) {
            errors.add(
                    json.at("action"),
                    "keep has neither keepNewest nor size",
                    "remove them, as a rule that removes leaves the newest alone");
        }
        if (rule.action() != PolicyAction.KEEP && rule.match().isEmpty() && !isLimited && json.has("match")) {
            errors.add(
                    json.at("match"),
                    "is empty, and the rule would remove everything",
                    "add a condition, keepNewest or size");
        }
    }

    private RuleMatch match(JsonObjectReader json) {
        RuleMatch match = new RuleMatch(
                any(json, "environment"),
                any(json, "workspace"),
                any(json, "project"),
                oneOf(json, "runStatus", words(RunStatus.values())),
                oneOf(json, "reviewStatus", words(ReviewStatus.values())),
                oneOf(json, "class", ArtifactClass.jsonNames()),
                oneOf(json, "kind", words(AssetKind.values())),
                any(json, "tag"),
                any(json, "model"),
                age(json, "created"),
                age(json, "accessed"),
                age(json, "decided"));
        errors.refuseUnread(json);
        return match;
    }

    private static List<String> words(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private WordList any(JsonObjectReader json, String name) {
        return new WordList(words(json, name, List.of()));
    }

    private WordList oneOf(JsonObjectReader json, String name, List<String> allowed) {
        return new WordList(words(json, name, allowed));
    }

    /** Reads a text or a list of texts. */
    private List<String> words(JsonObjectReader json, String name, List<String> allowed) {
        JsonNode value = json.value(name);
        if (value.isMissingNode()) {
            return List.of();
        }
        if (!value.isTextual() && !value.isArray()) {
            errors.wrongType(json.at(name), "a text or a list of texts", value);
            return List.of();
        }
        List<String> words = value.isTextual() ? List.of(value.textValue()) : json.texts(name);
        if (words.isEmpty() && value.isEmpty() || words.stream().anyMatch(String::isBlank)) {
            errors.add(json.at(name), "must not be empty", "add a text, or remove the key");
        }
        words.stream()
                .filter(word -> !allowed.isEmpty() && !allowed.contains(word))
                .forEach(word -> errors.unknownWord(json.at(name), word, allowed));
        return words;
    }

    private AgeRange age(JsonObjectReader json, String name) {
        return json.object(name)
                .map(inner -> {
                    AgeRange range = new AgeRange(
                            quantity(inner, "olderThan", Quantities.AGE_FORM, Quantities::age),
                            quantity(inner, "youngerThan", Quantities.AGE_FORM, Quantities::age));
                    if (!inner.has("olderThan") && !inner.has("youngerThan")) {
                        errors.add(json.at(name), "has no condition", "add olderThan or youngerThan");
                    }
                    if (isImpossible(range)) {
                        errors.add(
                                json.at(name),
                                "never matches, as olderThan is not below youngerThan",
                                "change one of them");
                    }
                    errors.refuseUnread(inner);
                    return range;
                })
                .orElse(AgeRange.ANY);
    }

    private static boolean isImpossible(AgeRange range) {
        return range.olderThan()
                .flatMap(older -> range.youngerThan().filter(younger -> older.compareTo(younger) >= 0))
                .isPresent();
    }

    private <T> Optional<T> quantity(
            JsonObjectReader json, String name, String form, Function<String, Optional<T>> parser) {
        Optional<String> text = json.text(name, TextForm.ANY);
        Optional<T> value = text.map(String::strip).flatMap(parser);
        if (text.isPresent() && value.isEmpty()) {
            errors.add(json.at(name), "must be " + form, "change " + PolicyErrors.shortened(text.get()));
        }
        return value;
    }

    private Optional<CountLimit> count(JsonObjectReader json) {
        OptionalLong newest = json.wholeNumber("keepNewest", 1, MAX_COUNT);
        Optional<String> per = json.text("per", TextForm.ANY);
        if (per.isPresent() && !json.has("keepNewest")) {
            errors.add(json.at("per"), "is for keepNewest only", "add keepNewest, or remove it");
        }
        CountLimit.Group group = CountLimit.Group.ALL;
        if (per.isPresent()) {
            if (CountLimit.Group.words().contains(per.get())) {
                group = CountLimit.Group.valueOf(per.get().toUpperCase(Locale.ROOT));
            } else {
                errors.unknownWord(json.at("per"), per.get(), CountLimit.Group.words());
            }
        }
        return newest.isPresent() ? Optional.of(new CountLimit((int) newest.getAsLong(), group)) : Optional.empty();
    }

    private Optional<SizeLimit> size(JsonObjectReader json) {
        return json.object("size").flatMap(inner -> {
            Optional<Long> limit = inner.require("limit", Quantities.SIZE_FORM)
                    ? quantity(inner, "limit", Quantities.SIZE_FORM, text -> boxed(Quantities.size(text)))
                    : Optional.empty();
            Optional<Long> until = quantity(
                    inner,
                    "until",
                    Quantities.UNTIL_FORM,
                    text -> boxed(Quantities.until(text, limit.orElse(Long.MAX_VALUE))));
            errors.refuseUnread(inner);
            if (limit.isPresent() && until.filter(bytes -> bytes > limit.get()).isPresent()) {
                errors.add(inner.at("until"), "is above the limit", "make it smaller");
            }
            return limit.map(bytes -> new SizeLimit(bytes, until.orElse(bytes)));
        });
    }

    private static Optional<Long> boxed(OptionalLong number) {
        return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }

    private Optional<PolicyAction> action(JsonObjectReader json) {
        String word = json.requiredText("action", TextForm.ANY);
        if (PolicyAction.words().contains(word)) {
            return Optional.of(PolicyAction.valueOf(word.toUpperCase(Locale.ROOT)));
        }
        if (!word.isEmpty()) {
            errors.unknownWord(json.at("action"), word, PolicyAction.words());
        }
        return Optional.empty();
    }
}
