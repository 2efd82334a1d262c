package io.runfolio.workflow.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.workflow.form.VersionOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateVersionsTest {
    @TempDir
    Path folder;

    private Path used;
    private TemplateFolder templates;

    @BeforeEach
    void openFolder() {
        used = folder.resolve("runs").resolve("templates.jsonl");
        templates =
                new TemplateFolder(folder, new TemplateRules(5, Optional.empty(), Optional.of(new UsedVersions(used))));
    }

    private void put(String file, String version, String more) throws IOException {
        put(file, "poster", version, more);
    }

    private void put(String file, String id, String version, String more) throws IOException {
        String template = "{'id': '" + id + "', 'name': 'n', 'artifactClass': 'visual', 'artifactType': 't',"
                + " 'version': '" + version + "', 'intakeSchema': [], 'steps': []" + more + "}";
        Files.writeString(folder.resolve(file), template.replace('\'', '"'));
    }

    private List<String> problems() {
        return templates.read().problems().stream()
                .map(TemplateProblem::message)
                .toList();
    }

    private String canonical() {
        return templates.read().find("poster").map(Template::version).orElse("none");
    }

    private void use(String version) throws IOException {
        Template template = templates.read().find("poster", version).orElseThrow();
        Files.createDirectories(used.getParent());
        Files.writeString(
                used,
                "{\"id\":\"poster\",\"version\":\"" + version + "\",\"sha256\":\"" + template.sha256() + "\"}\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    @Test
    void the_highest_version_is_canonical_unless_one_says_so() throws IOException {
        put("a.json", "2026.05.9", "");
        put("b.json", "2026.05.16", "");
        assertThat(canonical()).isEqualTo("2026.05.16");
        put("c.json", "2026.04.1", ", 'canonical': true");
        assertThat(canonical()).isEqualTo("2026.04.1");

        TemplateFolder.Shelf shelf = templates.read();

        assertThat(shelf.problems()).isEmpty();
        assertThat(shelf.templates())
                .extracting(Template::version)
                .containsExactly("2026.04.1", "2026.05.16", "2026.05.9");
        assertThat(shelf.templates()).extracting(Template::canonical).containsExactly(true, false, false);
        assertThat(shelf.find("poster", "2026.05.9")).isPresent();
        assertThat(shelf.find("poster", "1")).isEmpty();
    }

    @Test
    void a_deprecated_version_is_canonical_only_if_there_is_no_other() throws IOException {
        put("a.json", "1", "");
        put("b.json", "2", ", 'deprecated': true, 'supersededBy': {'templateId': 'poster', 'version': '1'}");
        assertThat(canonical()).isEqualTo("1");
        Files.delete(folder.resolve("a.json"));
        assertThat(canonical()).isEqualTo("2");
        assertThat(templates.read().notes())
                .extracting(TemplateProblem::message)
                .containsExactly("b.json: supersededBy names a template that is missing or invalid: poster: "
                        + "add its file, or correct the id");
    }

    @Test
    void two_canonical_versions_are_a_problem_and_the_first_file_counts() throws IOException {
        put("a.json", "1", ", 'canonical': true");
        put("b.json", "2", ", 'canonical': true");

        assertThat(problems())
                .containsExactly("b.json: canonical is true for two versions of poster, also in a.json: "
                        + "keep it in the version that runs are to take");
        assertThat(canonical()).isEqualTo("1");
    }

    @Test
    void a_step_names_a_version_or_takes_the_canonical_one() throws IOException {
        put("a.json", "1", "");
        put("b.json", "2", ", 'deprecated': true, 'supersededBy': 'banner'");
        put("banner.json", "banner", "1", "");
        put("p.json", "p", "1", "");
        String step = "{'id': 's', 'kind': 'subWorkflow', 'subWorkflow': {'templateId': 'poster'VERSION}}";
        String parent = Files.readString(folder.resolve("p.json")).replace('"', '\'');
        Files.writeString(
                folder.resolve("p.json"),
                parent.replace(
                                "'steps': []",
                                "'steps': ["
                                        + step.replace("VERSION", ", 'templateVersion': '2'") + ", "
                                        + step.replace("VERSION", "").replace("'s'", "'t'") + "]")
                        .replace('\'', '"'));

        TemplateFolder.Shelf shelf = templates.read();

        assertThat(shelf.problems()).isEmpty();
        List<WorkflowStep> steps = shelf.find("p").orElseThrow().steps();
        assertThat(shelf.find(steps.get(0).subWorkflow()).orElseThrow().version())
                .isEqualTo("2");
        assertThat(shelf.find(steps.get(1).subWorkflow()).orElseThrow().version())
                .isEqualTo("1");
        assertThat(shelf.notes())
                .extracting(TemplateProblem::message)
                .containsExactly("p.json: steps[0].subWorkflow.templateId names a deprecated template: "
                        + "poster, version 2: use banner");
    }

    @Test
    void a_used_version_must_not_change_until_it_has_a_new_name() throws IOException {
        put("a.json", "1", "");
        use("1");
        assertThat(problems()).isEmpty();
        put("a.json", "1", ", 'cadence': 'Daily'");
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("a.json: version 1 was used by runs with another content, sha256 ")
                .endsWith(": give the changed template a new version, or restore the used one from "
                        + "specification.json of a run");
        assertThat(canonical()).isEqualTo("none");
        put("a.json", "2", ", 'cadence': 'Daily'");
        assertThat(problems()).isEmpty();
        assertThat(canonical()).isEqualTo("2");
    }

    @Test
    void marks_and_white_space_may_change_without_a_new_version() throws IOException {
        put("a.json", "1", "");
        use("1");
        put("a.json", "1", ",\n 'deprecated': true, 'canonical': true, 'supersededBy': 'banner'");
        put("banner.json", "banner", "1", "");

        assertThat(problems()).isEmpty();
        assertThat(canonical()).isEqualTo("1");
    }

    @Test
    void a_use_is_seen_at_the_next_read_and_a_torn_line_is_not() throws IOException {
        put("a.json", "1", "");
        templates.read();
        Files.createDirectories(used.getParent());
        Files.writeString(used, "{\"id\":\"poster\",\"version\":\"1\",\"sha2");
        assertThat(problems()).isEmpty();
        Files.writeString(used, "{\"id\":\"poster\",\"version\":\"1\",\"sha256\":\"0123456789abcdef\"}\n{\"id\"");
        assertThat(problems()).singleElement().asString().contains("sha256 0123456789ab…");
    }

    @Test
    void the_checksum_is_that_of_sorted_json_without_marks() throws IOException {
        Files.writeString(
                folder.resolve("a.json"),
                """
                {"version": "1", "id": "poster", "name": "Poster é", "artifactClass": "visual", "artifactType": "t",
                 "intakeSchema": [], "deprecated": true, "canonical": true, "steps": [{"kind": "image", "id": "s",
                 "size": {"b": [1, 2.5, null, true], "a": "\\u20ac \\"q\\""}}]}
                """);

        // jq -cjS 'del(.canonical, .deprecated, .supersededBy)' a.json | sha256sum
        assertThat(templates.read().find("poster").orElseThrow().sha256())
                .isEqualTo("98a105bb3dd2fa1397f3b16d98966ad3f92526d03b13e248da65eaf81bf161b5");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 2",
        "1.9, 1.10",
        "2026.05.9, 2026.05.16",
        "v9, v10",
        "1.0, 1.0.1",
        "1.0, 1.0-beta",
        "beta-2, beta-11",
        "9999999999999999999998, 9999999999999999999999",
        "a, b",
        "1, a"
    })
    void versions_have_a_natural_order(String lower, String higher) {
        assertThat(Stream.of(higher, lower).sorted(VersionOrder.INSTANCE)).containsExactly(lower, higher);
        assertThat(VersionOrder.INSTANCE.compare(lower, lower)).isZero();
    }
}
