package io.runfolio.retention.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.catalog.RunInventory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tries each condition of a rule on one artifact, at a fixed time. */
class RuleConditionsTest {
    private static final Instant NOW = Instant.parse("2026-06-30T12:00:00Z");

    private static final RunInventory.Item PICTURE = new RunInventory.Item(
            "artifact-1",
            "visual",
            "image",
            "poster",
            "rejected",
            false,
            "2026-06-20T12:00:00+00:00",
            Set.of("hero"),
            1_000,
            100,
            "ab",
            null);

    private static final RunInventory RUN = new RunInventory(
            "2026-05-31/run",
            "run",
            "2026-05-31T12:00:00+00:00",
            "succeeded",
            "flux-1",
            "campaign-7",
            "staging",
            null,
            Set.of("cover"),
            10,
            List.of(),
            false,
            List.of(PICTURE));

    private static RetentionPolicy policy(String yaml) {
        PolicyReader.Result result = PolicyReader.read("retention.yaml", yaml.getBytes(StandardCharsets.UTF_8));
        assertThat(result.problems()).isEmpty();
        return result.policy().orElseThrow();
    }

    private static boolean matches(String match, Candidate candidate) {
        return policy("rules: [{name: a, match: {" + match + "}, action: binaries}]")
                .rules()
                .get(0)
                .match()
                .matches(candidate, NOW);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "environment: staging | true",
                "environment: [dev, staging] | true",
                "environment: production | false",
                "workspace: any | false",
                "workspace: '*' | false",
                "project: campaign-7 | true",
                "project: 'campaign-*' | true",
                "project: Campaign-7 | false",
                "runStatus: succeeded | true",
                "runStatus: [failed, unknown] | false",
                "reviewStatus: rejected | true",
                "reviewStatus: review | false",
                "class: visual | true",
                "class: video | false",
                "kind: image | true",
                "kind: [video, audio] | false",
                "tag: hero | true",
                "tag: cover | true",
                "tag: [x, 'co*'] | true",
                "tag: x | false",
                "model: 'flux*' | true",
                "model: kling | false",
                "created: {olderThan: 29d} | true",
                "created: {olderThan: 30d} | false",
                "created: {youngerThan: 30d} | false",
                "created: {youngerThan: 31d} | true",
                "created: {olderThan: 4w, youngerThan: 5w} | true",
                "created: {olderThan: 719h} | true",
                "created: {olderThan: 720h} | false",
                "created: {olderThan: 1y} | false",
                "decided: {olderThan: 9d} | true",
                "decided: {olderThan: 10d} | false",
                "decided: {youngerThan: 11d} | true",
                "accessed: {olderThan: 1d} | true",
                "accessed: {olderThan: 2d} | false",
                "accessed: {youngerThan: 3d} | true",
                "kind: image, tag: hero, created: {olderThan: 1d} | true",
                "kind: image, tag: x, created: {olderThan: 1d} | false",
            })
    void a_condition_matches_an_artifact(String match, boolean isMatch) {
        Candidate candidate = new Candidate(
                RUN, Optional.of(PICTURE), RUN.environment(), Optional.of(Instant.parse("2026-06-28T12:00:00Z")));

        assertThat(matches(match, candidate)).isEqualTo(isMatch);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "environment: '*' | false",
                "class: visual | false",
                "kind: image | false",
                "reviewStatus: review | false",
                "decided: {olderThan: 1h} | false",
                "decided: {youngerThan: 99y} | false",
                "accessed: {olderThan: 1h} | false",
                "accessed: {youngerThan: 99y} | false",
                "tag: cover | true",
                "runStatus: succeeded | true",
                "created: {olderThan: 1d} | true",
            })
    void what_is_not_known_matches_no_condition(String match, boolean isMatch) {
        Candidate run = new Candidate(RUN.with(List.of(), List.of()), Optional.empty(), null, Optional.empty());

        assertThat(matches(match, run)).isEqualTo(isMatch);
    }

    @ParameterizedTest
    @CsvSource({
        "'keep,derivatives,originals,binaries,bundle', keep",
        "'bundle,binaries,originals,derivatives', derivatives",
        "'bundle,binaries,originals', originals",
        "'bundle,binaries', binaries",
        "bundle, bundle",
    })
    void the_most_protective_action_wins(String actions, String winner) {
        StringBuilder yaml = new StringBuilder("rules:\n");
        for (String action : actions.split(",")) {
            yaml.append("  - {name: r-" + action + ", match: {kind: image}, action: " + action + "}\n");
        }
        RetentionPolicy policy = policy(yaml.toString());

        assertThat(policy.decide(policy.rules()).orElseThrow().name()).isEqualTo("r-" + winner);
    }

    @Test
    void an_overridden_rule_does_not_count_where_the_other_matches() {
        RetentionPolicy policy = policy(
                """
                rules:
                  - {name: a, match: {kind: image}, action: derivatives}
                  - {name: b, match: {kind: image}, action: binaries, overrides: a}
                  - {name: c, match: {kind: image}, action: bundle, overrides: [b]}
                """);
        List<PolicyRule> rules = policy.rules();

        assertThat(policy.decide(rules)).contains(rules.get(2));
        assertThat(policy.decide(rules.subList(0, 2))).contains(rules.get(1));
        assertThat(policy.decide(List.of(rules.get(0), rules.get(2)))).contains(rules.get(0));
        assertThat(policy.decide(List.of())).isEmpty();
    }

    static Stream<Path> samples() throws Exception {
        return Files.list(Path.of("samples", "retention"))
                .filter(file -> file.toString().endsWith(".yaml"))
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void the_examples_have_no_mistakes(Path sample) {
        assertThat(new PolicyFile(sample).current().problems()).isEmpty();
        assertThat(new PolicyFile(sample).current().orThrow().rules()).hasSizeGreaterThan(3);
    }
}
