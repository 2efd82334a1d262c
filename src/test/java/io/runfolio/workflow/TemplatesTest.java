package io.runfolio.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.run.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplatesTest {
    private static final String GOOD =
            "{'id': 'ID', 'name': 'n', 'artifactClass': 'visual', 'artifactType': 't', 'version': '1',"
                    + " 'intakeSchema': [{'name': 'topic', 'type': 'string'},"
                    + " {'name': 'report', 'type': 'artifactReference', 'artifactClass': 'research'}], 'steps': []}";
    private static final String SUB =
            "'steps': [{'id': 's', 'name': 's', 'kind': 'k', 'subWorkflow': {'templateId': 'NEEDS', 'templateVersion': '1'}}]";

    @TempDir
    Path folder;

    private void put(String file, String json) throws IOException {
        Files.writeString(folder.resolve(file), json.replace('\'', '"'));
    }

    private List<String> ids() {
        return new Templates(folder)
                .read().templates().stream().map(Template::id).toList();
    }

    private List<String> problems() {
        return new Templates(folder)
                .read().problems().stream().map(Finding::message).toList();
    }

    @Test
    void the_samples_can_be_used() {
        Templates.Shelf shelf = new Templates(Path.of("samples", "templates")).read();
        assertThat(shelf.problems()).isEmpty();
        assertThat(shelf.templates().stream().map(Template::id)).containsExactly("poster", "poster-clip");
        assertThat(shelf.find("poster-clip")
                        .orElseThrow()
                        .steps()
                        .get(0)
                        .subWorkflow()
                        .intakeMapping())
                .containsEntry("prompt", "{intake.prompt}");
    }

    @Test
    void a_link_is_not_followed_and_nothing_of_its_text_is_told() throws IOException {
        Path secret = Files.writeString(folder.resolveSibling(folder.getFileName() + "-secret"), "{hunter2: hunter2}");
        Files.createSymbolicLink(folder.resolve("link.json"), secret);
        put("good.json", GOOD.replace("ID", "good"));
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("links are not followed")
                .doesNotContain("hunter2");
        assertThat(ids()).containsExactly("good");
        Files.delete(secret);
    }

    @Test
    void a_file_is_read_again_only_when_it_has_changed() throws IOException {
        put("a.json", GOOD.replace("ID", "one"));
        Templates templates = new Templates(folder);
        Templates.Shelf first = templates.read();
        assertThat(templates.read()).isSameAs(first);
        put("a.json", GOOD.replace("ID", "other"));
        put("b.json", GOOD.replace("ID", "more"));
        assertThat(templates.read().templates().stream().map(Template::id)).containsExactly("more", "other");
        Files.delete(folder.resolve("a.json"));
        assertThat(templates.read().templates().stream().map(Template::id)).containsExactly("more");
    }

    @Test
    void a_folder_that_is_not_there_has_no_templates_and_no_problems() {
        Templates.Shelf shelf = new Templates(folder.resolve("none")).read();
        assertThat(shelf.templates()).isEmpty();
        assertThat(shelf.problems()).isEmpty();
    }

    @Test
    void a_file_that_cannot_be_used_is_named_and_stops_no_other() throws IOException {
        put("a.json", "{");
        put("b.json", GOOD.replace("ID", "b"));
        put("c.json", "[]");
        put("d.json", GOOD.replace("ID", "d").replace("'version': '1'", "'version': 1, 'colour': 'red'"));
        Files.createDirectory(folder.resolve("e.json"));
        put("f.txt", "not looked at");

        assertThat(ids()).containsExactly("b");
        assertThat(problems())
                .satisfiesExactly(
                        why -> assertThat(why).startsWith("a.json: it is not JSON"),
                        why -> assertThat(why).isEqualTo("c.json: it must be a JSON object"),
                        why -> assertThat(why).startsWith("d.json: version must be a text"),
                        why -> assertThat(why).isEqualTo("d.json: colour is not known"),
                        why -> assertThat(why).isEqualTo("e.json: it is not a file"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'id': 'ID'                | 'id': '../x'                  | id must be 1 to 100",
                "'name': 'n',              | ''                            | name is required",
                "'visual'                  | 'painting'                    | artifactClass must be one of visual, video",
                "'type': 'string'          | 'type': 'text'                | intakeSchema[0].type must be one of string, enum",
                "'type': 'string'          | 'type': 'enum'                | intakeSchema[0].options is required for an enum",
                "'type': 'string'          | 'type': 'string', 'options': ['a']   | intakeSchema[0].options is for the type enum only",
                "'type': 'string'          | 'type': 'enum', 'options': ['a', 'a'] | intakeSchema[0].options must be a list of different",
                "'type': 'string'          | 'type': 'integer', 'default': 1.5    | intakeSchema[0].default must be a whole number",
                "'type': 'string'          | 'type': 'string', 'artifactType': 'x' | intakeSchema[0].artifactClass and artifactType are for",
                "'type': 'string'          | 'type': 'string', 'required': 'yes'  | intakeSchema[0].required must be true or false",
                "'name': 'report'          | 'name': 'topic'               | intakeSchema[1].name is that of another field: topic",
                "'steps': []               | 'steps': {}                   | steps must be a list",
                "'steps': []               | 'steps': [{'id': 's', 'name': 's', 'kind': 'k', 'satisfiedBy': 'inputs.topic'}] | steps[0].satisfiedBy must name a field of type artifactReference",
                "'steps': []               | 'steps': [{'id': 'inputs', 'name': 's', 'kind': 'k'}] | steps[0].id must be another",
                "'steps': []               | 'steps': [{'id': 's', 'name': 's', 'kind': 'k', 'subWorkflow': {'templateId': 'x', 'templateVersion': '1', 'intakeMapping': {'a': '{intake.topic} {intake.topik}'}}}] | steps[0].subWorkflow.intakeMapping.a refers to {intake.topik}",
                "'steps': []               | 'steps': [{'id': 's', 'name': 's', 'kind': 'k', 'subWorkflow': {'templateId': 'x', 'templateVersion': '1', 'intakeMapping': {'a': '{s.text}'}}}] | intakeMapping.a refers to {s.text}",
            },
            quoteCharacter = '`')
    void what_is_wrong_is_said_with_file_and_field(String part, String with, String says) throws IOException {
        put("x.json", GOOD.replace(part, with.equals("''") ? "" : with).replace("ID", "x"));

        assertThat(ids()).isEmpty();
        assertThat(problems())
                .anySatisfy(why -> assertThat(why).startsWith("x.json: ").contains(says));
    }

    @Test
    void one_id_belongs_to_one_file() throws IOException {
        put("a.json", GOOD.replace("ID", "same"));
        put("b.json", GOOD.replace("ID", "same"));

        assertThat(ids()).containsExactly("same");
        assertThat(problems()).containsExactly("b.json: id is that of a.json: same");
    }

    @Test
    void a_template_needs_those_that_its_steps_name_and_never_itself() throws IOException {
        put("a.json", GOOD.replace("ID", "a").replace("'steps': []", SUB.replace("NEEDS", "b")));
        put("b.json", GOOD.replace("ID", "b"));
        put("c.json", GOOD.replace("ID", "c").replace("'steps': []", SUB.replace("NEEDS", "nowhere")));
        put("d.json", GOOD.replace("ID", "d").replace("'steps': []", SUB.replace("NEEDS", "e")));
        put("e.json", GOOD.replace("ID", "e").replace("'steps': []", SUB.replace("NEEDS", "d")));
        put(
                "f.json",
                GOOD.replace("ID", "f")
                        .replace(
                                "'steps': []",
                                SUB.replace("NEEDS', 'templateVersion': '1", "b', 'templateVersion': '2")));

        assertThat(ids()).containsExactly("a", "b");
        assertThat(problems()).hasSize(4).allMatch(why -> why.contains("subWorkflow names the template"));
    }

    @Test
    void a_template_that_comes_later_counts_at_once() throws IOException {
        Templates templates = new Templates(folder);
        assertThat(templates.read().find("late")).isEmpty();
        put("late.json", GOOD.replace("ID", "late"));
        assertThat(templates.read().find("late")).isPresent();
    }
}
