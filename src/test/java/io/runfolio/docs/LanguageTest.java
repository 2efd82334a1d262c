package io.runfolio.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks names, Javadoc, comments and documents against the language rules of CONTRIBUTING.md. */
class LanguageTest {
    private static final List<Path> TESTS = LanguageRules.javaSources("test");
    private static final List<Path> SOURCES = concat(LanguageRules.javaSources("main"), TESTS);
    private static final List<Path> ALL = concat(SOURCES, LanguageRules.documents());

    @TempDir
    Path folder;

    @Test
    void javadoc_starts_with_a_verb_or_a_noun() {
        assertThat(violations(LanguageRules::javadocOpenings, SOURCES)).isEmpty();
    }

    @Test
    void the_first_sentence_of_javadoc_is_short() {
        assertThat(violations(LanguageRules::longFirstSentences, SOURCES)).isEmpty();
    }

    @Test
    void lines_of_sources_and_documents_have_at_most_120_columns() {
        assertThat(violations(LanguageRules::longLines, ALL)).isEmpty();
    }

    @Test
    void comments_texts_and_documents_use_no_banned_word() {
        assertThat(violations(LanguageRules::bannedWords, ALL)).isEmpty();
    }

    @Test
    void limits_are_named_max_or_min() {
        assertThat(violations(LanguageRules::coyLimits, SOURCES)).isEmpty();
    }

    @Test
    void names_of_tests_have_at_most_80_characters() {
        assertThat(violations(LanguageRules::longTestNames, TESTS)).isEmpty();
    }

    @Test
    void each_violation_is_reported_with_its_line() throws IOException {
        Path source = Files.writeString(
                folder.resolve("Sample.java"),
                """
                package sample;

                /** Wh%s it does. */
                class Sample {
                    static final int LONG%s_NAME = 3; // made an%s

                    void a_test%s() {}
                }
                """
                        .formatted("at", "EST", "ew", "_name".repeat(16)));

        assertThat(LanguageRules.javadocOpenings(source)).containsExactly(source + ":3: What it does.");
        assertThat(LanguageRules.coyLimits(source)).containsExactly(source + ":5: LONGEST_NAME");
        assertThat(LanguageRules.bannedWords(source)).containsExactly(source + ":5: an" + "ew");
        assertThat(LanguageRules.longTestNames(source)).hasSize(1);
    }

    @Test
    void a_first_sentence_is_measured_without_markup() {
        assertThat(LanguageRules.firstSentence(
                        "\n * Returns {@link java.util.List#of a list} of {@code names}.\n * More.\n * @return it\n"))
                .isEqualTo("Returns a list of names.");
        assertThat(LanguageRules.firstSentence(" Counts <b>all</b> files<p>and more."))
                .isEqualTo("Counts all files");
    }

    private static List<String> violations(Function<Path, List<String>> rule, List<Path> files) {
        return files.stream().flatMap(file -> rule.apply(file).stream()).toList();
    }

    private static List<Path> concat(List<Path> first, List<Path> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
