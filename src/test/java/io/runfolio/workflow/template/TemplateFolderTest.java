package io.runfolio.workflow.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateFolderTest {
    private static final String GOOD =
            "{'id': 'ID', 'name': 'n', 'artifactClass': 'visual', 'artifactType': 't', 'version': '1',"
                    + " 'intakeSchema': [{'name': 'topic', 'type': 'string'},"
                    + " {'name': 'report', 'type': 'artifactReference', 'artifactClass': 'research'}], 'steps': []}";
    private static final String SUB =
            "'steps': [{'id': 's', 'name': 's', 'kind': 'k', 'subWorkflow': {'templateId': 'NEEDS', "
                    + "'templateVersion': '1'}}]";

    @TempDir
    Path folder;

    private void put(String file, String json) throws IOException {
        Files.writeString(folder.resolve(file), json.replace('\'', '"'));
    }

    private List<String> ids() {
        return new TemplateFolder(folder)
                .read().templates().stream().map(Template::id).toList();
    }

    private List<String> problems() {
        return new TemplateFolder(folder)
                .read().problems().stream().map(TemplateProblem::message).toList();
    }

    @Test
    void the_samples_can_be_used() {
        TemplateFolder.Shelf shelf = new TemplateFolder(Path.of("samples", "templates")).read();
        assertThat(shelf.problems()).isEmpty();
        assertThat(shelf.templates().stream().map(Template::id)).containsExactly("poster", "poster-clip");
        assertThat(shelf.find("poster-clip")
                        .orElseThrow()
                        .steps()
                        .get(0)
                        .subWorkflow()
                        .intakeMapping())
                .containsEntry("prompt", TextNode.valueOf("{intake.prompt}"));
    }

    @Test
    void a_link_is_not_followed_and_its_target_is_not_quoted() throws IOException {
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
        TemplateFolder templateFolder = new TemplateFolder(folder);
        TemplateFolder.Shelf first = templateFolder.read();
        assertThat(templateFolder.read()).isSameAs(first);
        put("a.json", GOOD.replace("ID", "other"));
        put("b.json", GOOD.replace("ID", "more"));
        assertThat(templateFolder.read().templates().stream().map(Template::id)).containsExactly("more", "other");
        Files.delete(folder.resolve("a.json"));
        assertThat(templateFolder.read().templates().stream().map(Template::id)).containsExactly("more");
    }

    @Test
    void a_missing_folder_has_no_templates_and_no_problems() {
        TemplateFolder.Shelf shelf = new TemplateFolder(folder.resolve("none")).read();
        assertThat(shelf.templates()).isEmpty();
        assertThat(shelf.problems()).isEmpty();
    }

    @Test
    void an_invalid_file_is_reported_and_does_not_affect_others() throws IOException {
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
                        why -> assertThat(why).startsWith("c.json: it must be an object"),
                        why -> assertThat(why).startsWith("d.json: version must be a text"),
                        why -> assertThat(why).startsWith("e.json: it is not a file"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'id': 'ID'                | 'id': '../x'                  | id must be a text of 1 to 100",
                "'name': 'n',              | ''                            | name is required",
                "'visual'                  | 'painting'                   "
                        + " | artifactClass must be one of visual, video",
                "'type': 'string'          | 'type': 'text'               "
                        + " | intakeSchema[0].type must be one of string, enum",
                "'type': 'string'          | 'type': 'enum'               "
                        + " | intakeSchema[0].options is required for an enum",
                "'type': 'string'          | 'type': 'string', 'options': ['a']  "
                        + " | intakeSchema[0].options is for the type enum only",
                "'type': 'string'          | 'type': 'enum', 'options': ['a', 'a']"
                        + " | intakeSchema[0].options must be a list of different",
                "'type': 'string'          | 'type': 'integer', 'default': 1.5   "
                        + " | intakeSchema[0].default must be a whole number",
                "'type': 'string'          | 'type': 'string', 'artifactType': 'x'"
                        + " | intakeSchema[0].artifactClass and artifactType are for",
                "'type': 'string'          | 'type': 'string', 'required': 'yes' "
                        + " | intakeSchema[0].required must be true or false",
                "'name': 'report'          | 'name': 'topic'              "
                        + " | intakeSchema[1].name is that of another field: topic",
                "'steps': []               | 'steps': {}                   | steps must be a list",
                "'steps': []               | 'steps': [{'id': 's', 'name': 's', 'kind': 'k', 'satisfiedBy': "
                        + "'inputs.topic'}] | steps[0].satisfiedBy must name a field of type artifactReference",
                "'steps': []               | 'steps': [{'id': 'inputs', 'name': 's', 'kind': 'k'}]"
                        + " | steps[0].id must be another",
                "'steps': []               | 'steps': [{'id': 's', 'name': 's', 'kind': 'k', 'subWorkflow': "
                        + "{'templateId': 'x', 'templateVersion': '1', 'intakeMapping': {'a': '{intake.topic} "
                        + "{intake.topik}'}}}] | steps[0].subWorkflow.intakeMapping.a refers to {intake.topik}",
                "'steps': []               | 'steps': [{'id': 's', 'name': 's', 'kind': 'k', 'subWorkflow': "
                        + "{'templateId': 'x', 'templateVersion': '1', 'intakeMapping': {'a': '{s.text}'}}}]"
                        + " | intakeMapping.a refers to {s.text}",
            },
            quoteCharacter = '`')
    void problems_name_the_file_and_the_field(String part, String with, String says) throws IOException {
        put("x.json", GOOD.replace(part, with.equals("''") ? "" : with).replace("ID", "x"));

        assertThat(ids()).isEmpty();
        assertThat(problems())
                .anySatisfy(why -> assertThat(why).startsWith("x.json: ").contains(says));
    }

    @Test
    void one_version_belongs_to_one_file() throws IOException {
        put("a.json", GOOD.replace("ID", "same"));
        put("b.json", GOOD.replace("ID", "same"));

        assertThat(ids()).containsExactly("same");
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("b.json: version is that of a.json: same, version 1");
    }

    @Test
    void a_template_needs_its_sub_workflows_and_must_not_contain_itself() throws IOException {
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
        assertThat(problems())
                .satisfiesExactlyInAnyOrder(
                        why -> assertThat(why)
                                .startsWith("c.json: steps[0].subWorkflow.templateId names the template no"),
                        why -> assertThat(why).startsWith("d.json: steps[0].subWorkflow.templateId leads back"),
                        why -> assertThat(why).startsWith("e.json: steps[0].subWorkflow.templateId leads back"),
                        why -> assertThat(why)
                                .startsWith("f.json: steps[0].subWorkflow.templateVersion names the ver"));
    }

    @Test
    void a_new_template_is_available_at_once() throws IOException {
        TemplateFolder templateFolder = new TemplateFolder(folder);
        assertThat(templateFolder.read().find("late")).isEmpty();
        put("late.json", GOOD.replace("ID", "late"));
        assertThat(templateFolder.read().find("late")).isPresent();
    }
}
