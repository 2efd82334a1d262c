package io.runfolio.retention.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFileTest {
    private static final String VALID =
            """
            rules:
              - name: old-web
                match: {project: [fox, "wolf*"], created: {olderThan: 30d}}
                action: derivatives
              - name: old
                match: {created: {olderThan: 1y}}
                keepNewest: 50
                per: project
                size: {limit: 2TB, until: 80%}
                action: bundle
                overrides: old-web
            """;

    @TempDir
    Path folder;

    @Test
    void a_file_is_read_again_when_it_changes() throws IOException {
        PolicyFile policy = new PolicyFile(write(VALID));

        assertThat(policy.current().policy().orElseThrow().rules())
                .extracting(PolicyRule::name)
                .containsExactly("old-web", "old");
        assertThat(policy.current()).isSameAs(policy.current());
        PolicyRule old = policy.current().orThrow().rules().get(1);
        assertThat(old.count()).contains(new CountLimit(50, CountLimit.Group.PROJECT));
        assertThat(old.size()).contains(new SizeLimit(2_000_000_000_000L, 1_600_000_000_000L));
        assertThat(old.overrides()).containsExactly("old-web");

        write("rules: []\n");

        assertThat(policy.current().orThrow().rules()).isEmpty();
    }

    @Test
    void an_invalid_file_leaves_the_last_valid_policy() throws IOException {
        PolicyFile policy = new PolicyFile(write(VALID));
        RetentionPolicy before = policy.current().orThrow();

        write(VALID.replace("action: bundle", "action: bundel"));

        assertThat(policy.current().policy()).contains(before);
        assertThat(policy.current().problems())
                .extracting(PolicyProblem::message)
                .containsExactly(
                        "retention.yaml: rules[1].action must be one of keep, derivatives, originals, binaries,"
                                + " bundle: write bundle instead of bundel");
        assertThat(new PolicyFile(folder.resolve("retention.yaml")).current().policy())
                .isEmpty();
    }

    @Test
    void a_missing_file_is_named_with_its_setting() {
        assertThat(new PolicyFile(folder.resolve("none.yaml")).current().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("none.yaml", "runfolio.retention.policy"));
    }

    @Test
    void all_mistakes_are_reported_at_once_with_the_nearest_key() throws IOException {
        List<PolicyProblem> problems = new PolicyFile(
                        write(
                                """
                        rules:
                          - name: a
                            match: {projct: fox, created: {olderThan: 3 months}, kind: picture, tag: 7}
                            action: binaries
                            keepNewst: 3
                          - name: a
                            match: {}
                            action: bundle
                            overrides: [b, a]
                          - name: c
                            match: {decided: {olderThan: 2w, youngerThan: 1w}}
                            per: colour
                            size: {limit: 1GB, until: 2GB}
                            action: keep
                        """))
                .current()
                .problems();

        assertThat(problems)
                .extracting(PolicyProblem::message)
                .contains(
                        "retention.yaml: rules[0].match.projct is not known: write project",
                        "retention.yaml: rules[0].match.created.olderThan must be an age such as 12h, 30d, 8w or 1y"
                                + " (365 days): change 3 months",
                        "retention.yaml: rules[0].match.kind must be one of image, video, audio, text, other:"
                                + " change picture",
                        "retention.yaml: rules[0].match.tag must be a text or a list of texts: put it in quotes,"
                                + " instead of 7",
                        "retention.yaml: rules[0].keepNewst is not known: write keepNewest",
                        "retention.yaml: rules[1].match is empty, and the rule would remove everything:"
                                + " add a condition, keepNewest or size",
                        "retention.yaml: rules[1].name is that of another rule: a: give each rule its own name",
                        "retention.yaml: rules[1].overrides leads back to its own rule by a: remove one of the two",
                        "retention.yaml: rules[2].match.decided never matches, as olderThan is not below youngerThan:"
                                + " change one of them",
                        "retention.yaml: rules[2].size.until is above the limit: make it smaller");
        assertThat(problems).extracting(PolicyProblem::field).contains("rules[2].per", "rules[1].overrides");
    }

    @ParameterizedTest
    @CsvSource({
        "'rules: [', in line",
        "'[]', it must be an object",
        "'', it must be an object",
        "'other: 1', rules is required",
        "'rules: {}', rules must be a list",
    })
    void a_file_of_another_form_is_refused(String yaml, String reason) {
        assertThat(PolicyReader.read("retention.yaml", yaml.getBytes(StandardCharsets.UTF_8))
                        .problems())
                .isNotEmpty()
                .anySatisfy(problem -> assertThat(problem.message()).contains(reason));
    }

    @ParameterizedTest
    @CsvSource({
        "fox, fox, true",
        "fox, foxes, false",
        "fox*, foxes, true",
        "*fox, redfox, true",
        "f*x*s, foxes, true",
        "f*x, foxes, false",
        "*, anything, true",
        "a*a, a, false",
        "Fox, fox, false",
    })
    void a_star_is_any_number_of_characters(String word, String value, boolean isMatch) {
        assertThat(new WordList(List.of(word)).matches(value)).isEqualTo(isMatch);
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("retention.yaml"), yaml);
    }
}
