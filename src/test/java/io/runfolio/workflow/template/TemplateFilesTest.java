package io.runfolio.workflow.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of templates: YAML, prompts and hostile content. */
class TemplateFilesTest {
    private static final String INNOCENT =
            """
            id: innocent
            name: Innocent
            artifactClass: visual
            artifactType: poster
            version: 2026.05.16 # a text, as it has two points
            intakeSchema:
              - {name: ratio, type: enum, options: [1:1, 4:3], default: 1:1}
            steps:
              - id: draw
                kind: image
                promptPath: prompts/draw.md
            """;

    @TempDir
    Path folder;

    private TemplateFolder templates;

    @BeforeEach
    void putInnocentTemplate() throws IOException {
        Files.createDirectory(folder.resolve("prompts"));
        Files.writeString(folder.resolve("prompts/draw.md"), "A fox in {intake.ratio}");
        Files.writeString(folder.resolve("innocent.yaml"), INNOCENT);
        templates = new TemplateFolder(folder);
    }

    private List<String> problems() {
        return templates.read().problems().stream()
                .map(TemplateProblem::message)
                .toList();
    }

    private String prompt() {
        return templates.read().find("innocent").orElseThrow().steps().get(0).promptTemplate();
    }

    @Test
    void a_template_in_yaml_has_the_types_of_json() {
        Template template = templates.read().find("innocent").orElseThrow();

        assertThat(problems()).isEmpty();
        assertThat(template.version()).isEqualTo("2026.05.16");
        assertThat(template.field("ratio").orElseThrow().options()).containsExactly("1:1", "4:3");
        assertThat(template.file()).isEqualTo("innocent.yaml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "version: 2026.05.16 # a text, as it has two points | version: 1.10"
                        + " | version must be a text of one line and at most 200 characters: put it in quotes",
                "name: Innocent | name: true | name must be a text of one line and at most 200 characters: put it in",
                "name: Innocent | name: [a | it is not YAML, in line 3: while parsing a flow",
                "name: Innocent | name: a: b | it is not YAML, in line 2: mapping values are not allowed here",
                "name: Innocent | name: *a | it is not YAML, in line 2: an alias is not allowed: write the value",
                "name: Innocent | name: !!java.net.URL x | it is not YAML, in line 2: a tag is not allowed",
                "name: Innocent | id: other | it is not YAML, in line 2: Duplicate field 'id'",
                "name: Innocent | ? [a] | it is not YAML, in line 2: Expected a field name",
                "name: Innocent | name: .nan | it is not YAML, in line 2: Malformed numeric value",
            })
    void a_mistake_in_yaml_is_named_with_its_line(String part, String with, String says) throws IOException {
        Files.writeString(
                folder.resolve("bad.yml"), INNOCENT.replace(part, with).replace("id: innocent", "id: bad"));

        assertThat(problems()).singleElement().asString().startsWith("bad.yml: " + says);
        assertThat(prompt()).startsWith("A fox");
    }

    @Test
    void a_changed_prompt_file_counts_at_the_next_read_and_changes_the_checksum() throws IOException {
        String before = templates.read().find("innocent").orElseThrow().sha256();
        assertThat(prompt()).isEqualTo("A fox in {intake.ratio}");
        Files.writeString(folder.resolve("prompts/draw.md"), "A bear");

        assertThat(prompt()).isEqualTo("A bear");
        assertThat(templates.read().find("innocent").orElseThrow().sha256()).isNotEqualTo(before);
        Files.delete(folder.resolve("prompts/draw.md"));
        assertThat(problems())
                .containsExactly("innocent.yaml: steps[0].promptPath names a file that is missing: prompts/draw.md: "
                        + "create it in the templates folder");
        Files.writeString(folder.resolve("prompts/draw.md"), "A fox");
        assertThat(prompt()).isEqualTo("A fox");
    }

    @Test
    void the_references_of_a_prompt_file_are_checked() throws IOException {
        Files.writeString(folder.resolve("prompts/draw.md"), "A fox in {intake.ration}");

        assertThat(problems())
                .containsExactly(
                        "innocent.yaml: steps[0].promptPath refers to {intake.ration}, and intakeSchema has no "
                                + "ration: write ratio instead of ration");
    }

    @Test
    void a_prompt_file_must_be_small_utf_8_and_no_link() throws IOException {
        Path prompt = folder.resolve("prompts/draw.md");
        Files.write(prompt, new byte[] {(byte) 0xff, 'a'});
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("is not UTF-8")
                .contains("save it in UTF-8");
        Files.write(prompt, new byte[(256 << 10) + 1]);
        assertThat(problems()).singleElement().asString().contains("of more than 262144 bytes: make it smaller");
        Files.delete(prompt);
        Path secret = Files.writeString(folder.resolveSibling(folder.getFileName() + "-secret"), "hunter2");
        Files.createSymbolicLink(prompt, secret);
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("no regular file")
                .doesNotContain("hunter2");
        Files.delete(prompt);
        Files.createDirectory(prompt);
        assertThat(problems()).singleElement().asString().contains("no regular file");
        Files.delete(secret);
    }

    static Stream<Arguments> hostileFiles() {
        String aliases = "a: &a [x, x]\n" + "b: &b [*a, *a]\n" + "c: [*b, *b]\n";
        return Stream.of(
                Arguments.of("aliases.yaml", aliases, "an alias is not allowed"),
                Arguments.of("merge.yaml", "a: &a {id: x}\nb: {<<: *a}", "an alias is not allowed"),
                Arguments.of("deep.yaml", "[".repeat(100_000), "more than 64 levels"),
                Arguments.of("dashes.yaml", "- ".repeat(100_000), "more than 64 levels"),
                Arguments.of("braces.yaml", "{a: ".repeat(50_000), "more than 64 levels"),
                Arguments.of("keys.yaml", "? ".repeat(100_000), "Expected a field name"),
                Arguments.of("long.yaml", "a: " + "x".repeat(300_000), "more than 262144 bytes"),
                Arguments.of("line.yaml", "x".repeat(200_000), "must be an object"),
                Arguments.of("empty.yaml", "", "must be an object"),
                Arguments.of("comments.yaml", "# c\n".repeat(60_000), "must be an object"),
                Arguments.of("two.yaml", "a: 1\n---\nb: 2", "a second document is not allowed"),
                Arguments.of("control.yaml", "a: \u0001", "special characters are not allowed"),
                Arguments.of("tag.yml", "!!javax.script.ScriptEngineManager [x]", "a tag is not allowed"),
                Arguments.of("deep.json", "[".repeat(500_000), "nesting depth"),
                Arguments.of("objects.json", "{\"a\":".repeat(150_000), "nesting depth"),
                Arguments.of("large.json", " ".repeat((1 << 20) + 1), "more than 1048576 bytes"),
                Arguments.of("number.json", "{\"version\": " + "9".repeat(500_000) + "}", "Number value length"),
                Arguments.of("name.json", "{\"" + "n".repeat(500_000) + "\": 1}", "Name length"),
                Arguments.of("twice.json", "{\"id\": \"a\", \"id\": \"b\"}", "Duplicate field 'id'"),
                Arguments.of("more.json", "{} {}", "Trailing token"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostileFiles")
    void a_hostile_file_is_refused_and_an_innocent_one_is_read_after_it(String file, String content, String says)
            throws IOException {
        Files.write(folder.resolve(file), content.getBytes(StandardCharsets.UTF_8));
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith(file + ": ")
                .contains(says);
        assertThat(problems().get(0).length()).isLessThan(600);
        Files.writeString(folder.resolve("later.yaml"), INNOCENT.replace("id: innocent", "id: later"));

        assertThat(templates.read().find("later")).isPresent();
        assertThat(prompt()).startsWith("A fox");
    }

    @Test
    void a_folder_with_too_many_templates_says_so() throws IOException {
        for (int i = 0; i <= 1000; i++) {
            Files.writeString(folder.resolve("t" + i + ".yaml"), "");
        }
        assertThat(problems()).first().asString().contains("more than 1000 templates");
        assertThat(prompt()).startsWith("A fox");
    }
}
