package io.runfolio.workflow.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Makes one mistake at a time in a valid template and expects its file, its path and its cure. */
class TemplateMistakesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REPORT =
            """
            {'id': 'report', 'name': 'Report', 'artifactClass': 'research', 'artifactType': 'research-report',
             'version': '1',
             'intakeSchema': [
               {'name': 'topic', 'type': 'string', 'required': true},
               {'name': 'depth', 'type': 'enum', 'options': ['short', 'long'], 'default': 'short'},
               {'name': 'palette', 'type': 'enum', 'options': ['ocean', 'forest']},
               {'name': 'pages', 'type': 'integer'},
               {'name': 'picture', 'type': 'artifactReference', 'artifactClass': 'visual'}],
             'steps': [{'id': 'write', 'kind': 'llm', 'promptTemplate': '{intake.topic}', 'emitsArtifact': true}]}
            """;
    private static final String POSTER =
            """
            {'id': 'poster', 'name': 'Poster of a report', 'artifactClass': 'visual', 'artifactType': 'poster',
             'version': '1',
             'intakeSchema': [
               {'name': 'topic', 'type': 'string', 'required': true},
               {'name': 'palette', 'type': 'enum', 'options': ['ocean', 'ember'], 'default': 'ocean'},
               {'name': 'width', 'type': 'integer', 'default': 1024},
               {'name': 'intent', 'type': 'object'},
               {'name': 'source', 'type': 'artifactReference', 'artifactClass': 'research',
                'artifactType': 'research-report'}],
             'providers': {'writer': 'openai/gpt-5'},
             'budgetPolicy': {'maxCostUsd': 1},
             'steps': [
               {'id': 'step-1', 'kind': 'subWorkflow', 'satisfiedBy': 'inputs.source',
                'subWorkflow': {'templateId': 'report', 'templateVersion': '1',
                  'intakeMapping': {'topic': '{intake.topic}', 'depth': 'long', 'pages': 3}}},
               {'id': 'layout', 'kind': 'llm', 'role': 'writer', 'system': 'Be brief.',
                'promptTemplate': '{step-1.report.title}: {step-1.report.sections[0].body}', 'expectJson': true,
                'jsonSchema': {'type': 'object', 'properties': {'title': {'type': 'string'}, 'fits': {}}},
                'requireTrue': 'fits', 'failMessage': '{layout.json.title} does not fit', 'maxTokens': 2000},
               {'id': 'image.draw', 'kind': 'image', 'inputPath': 'layout.json',
                'promptTemplate': '{layout.json.title} in {intake.palette}', 'timeoutSeconds': 60,
                'parameters': {'size': ['{intake.width}', 512]}, 'emitsArtifact': true},
               {'id': 'check', 'kind': 'qa', 'inputPath': 'image.draw.image',
                'parameters': {'checks': ['legible', 'contrast']}}],
             'gates': [
               {'id': 'readable', 'type': 'quality', 'step': 'check', 'checks': ['legible']},
               {'id': 'editor', 'type': 'approval'}]}
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void putInnocentTemplate() throws IOException {
        put("report.json", json(REPORT));
    }

    private void put(String file, JsonNode template) throws IOException {
        Files.writeString(folder.resolve(file), template.toString());
    }

    private static JsonNode json(String text) throws IOException {
        return JSON.readTree(text.replace('\'', '"'));
    }

    private TemplateFolder.Shelf read() {
        TemplateRules rules = new TemplateRules(
                3,
                Optional.of((kind, capability) ->
                        Set.of("llm", "image", "qa").contains(kind) || capability.equals("served")),
                Optional.empty());
        return new TemplateFolder(folder, rules).read();
    }

    /** Sets a value, or removes it if the new one is empty. */
    private static JsonNode edited(String template, String pointer, String value) throws IOException {
        JsonNode root = json(template);
        JsonPointer at = JsonPointer.compile(pointer);
        JsonNode parent = root.at(at.head());
        String name = at.last().getMatchingProperty();
        if (parent instanceof ArrayNode array) {
            array.insert(at.last().getMatchingIndex(), json(value));
        } else if (value.isEmpty()) {
            ((ObjectNode) parent).remove(name);
        } else {
            ((ObjectNode) parent).set(name, json(value));
        }
        return root;
    }

    @Test
    void the_template_without_a_mistake_has_no_problem_and_no_note() throws IOException {
        put("poster.json", json(POSTER));

        TemplateFolder.Shelf shelf = read();

        assertThat(shelf.problems()).isEmpty();
        assertThat(shelf.notes()).isEmpty();
        assertThat(shelf.templates()).hasSize(2);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            /id | '' | id | must be a text of 1 to 100 | change ""
            /version | 1 | version | must be a text | put it in quotes
            /version | `` | version | is required | add a text
            /artifactClass | 'picture' | artifactClass | must be one of | change "picture"
            /intakeSchema/0/type | 'text' | intakeSchema[0].type | must be one of | use string
            /intakeSchema/0/type | 'strng' | intakeSchema[0].type | must be one of | write string
            /intakeSchema/1/options | [] | intakeSchema[1].options | is required for an enum | add
            /intakeSchema/1/default | 'red' | intakeSchema[1].default | must be one of ocean | change
            /intakeSchema/2/name | 'topic' | intakeSchema[2].name | is that of another | a name of
            /steps/1/id | 'step-1' | steps[1].id | must be another than | rename the step
            /steps/1/id | 'intake' | steps[1].id | must be another than | rename the step
            /steps/1/maxTokens | 0 | steps[1].maxTokens | must be a whole number | change 0
            /steps/2/timeoutSeconds | '60' | steps[2].timeoutSeconds | must be a whole | change "60"
            /steps/1/jsonSchema | {'type': 'objekt'} | steps[1].jsonSchema | not a JSON Schema | correct it
            /steps/1/jsonSchema | {'$ref': 'https://a.example/'} | steps[1].jsonSchema | refers to https | correct it
            /steps/1/requireTrue | 'fitz' | steps[1].requireTrue | has no fitz | write fits
            /steps/1/requireTrue | 'a b' | steps[1].requireTrue | is not a path | checks[0].passed
            /steps/3/requireTrue | 'ok' | steps[3].requireTrue | needs JSON | "expectJson": true
            /steps/0/subWorkflow | `` | steps[0].subWorkflow | is required | templateId
            /steps/0/satisfiedBy | 'inputs.report' | steps[0].satisfiedBy | does not have | use source
            /steps/0/satisfiedBy | 'inputs.topic' | steps[0].satisfiedBy | the type string | use source
            /steps/0/satisfiedBy | 'source' | steps[0].satisfiedBy | must be inputs. | change "source"
            /intakeSchema/4/artifactClass | 'visual' | steps[0].satisfiedBy | of class visual | research and
            /intakeSchema/4/artifactType | 'essay' | steps[0].satisfiedBy | of type essay | research-report
            /steps/2/emitsArtifact | {'artifactClass': 'video'} | steps[2].emitsArtifact | of class video | to true
            /budgetPolicy | {'maxCostUsd': 'much'} | budgetPolicy.maxCostUsd | must be a number | change "much"
            /budgetPolicy | 5 | budgetPolicy | must be a text or an object | change 5
            /providers | {'writer': 5} | providers.writer | must be a text | quotes
            /runtimeSteps | [] | runtimeSteps | is given beside steps | remove one
            /supersededBy | {'templateId': 'poster', 'version': '1'} | supersededBy | is the template itself | name the
            """)
    void a_field_that_is_wrong_by_itself_is_named_with_its_cure(
            String pointer, String value, String field, String reason, String cure) throws IOException {
        expect(pointer, value, field, reason, cure);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            PROMPT | '{step-1.report.sumary}' | PROMPT | report has no sumary | write summary
            PROMPT | '{step-1.report.sections.body}' | PROMPT | is a list | [0].body
            PROMPT | '{step-1.report.sections[0].text}' | PROMPT | has no text | heading
            PROMPT | '{step-1.report.title[0]}' | PROMPT | title is no list | remove [0]
            PROMPT | '{step-1.image.path}' | PROMPT | has no image | report
            PROMPT | '{step-1.json.headline}' | PROMPT | json has no headline | title
            PROMPT | '{step1.text}' | PROMPT | no step has the id step1 | step-1
            PROMPT | '{image.draw.text}' | PROMPT | a later step | move the step
            PROMPT | '{layout.text}' | PROMPT | the step itself | before it
            PROMPT | '{intake.topik}' | PROMPT | has no topik | write topic
            PROMPT | '{intake.topic.name}' | PROMPT | topic has no name | remove
            PROMPT | '{intake.source.title}' | PROMPT | id of an art | {inputs.source.title}
            PROMPT | '{inputs.topic}' | PROMPT | has no topic | use source
            PROMPT | '{inputs.source.sumary}' | PROMPT | source has no sumary | summary
            PROMPT | '{topic}' | PROMPT | which is no step | {intake.topic}
            PROMPT | '{ intake.topic }' | PROMPT | no reference | {intake.topic}
            PROMPT | '{intake.topic.}' | PROMPT | no reference | dots between
            /steps/1/system | 'About {intake.topik}' | steps[1].system | has no topik | write topic
            /steps/1/failMessage | '{image.draw.text}' | steps[1].failMessage | a later step | move the step
            /steps/2/promptTemplate | '{layout.json.titel}' | steps[2].promptTemplate | json has no titel | title
            /steps/2/parameters | {'size': [1, '{intake.wdth}']} | steps[2].parameters.size[1] | no wdth | width
            /steps/2/inputPath | 'layout.jsn' | steps[2].inputPath | has no jsn | write json
            /steps/2/inputPath | '{layout.json}' | steps[2].inputPath | without braces | change
            /steps/2/inputPath | 'layout json' | steps[2].inputPath | is not a path | step-1.json
            /steps/3/inputPath | 'image.draw.artifact' | steps[3].inputPath | has no artifact | use
            /steps/2/style | 'after {check.text}' | steps[2].parameters.style | a later step | move the
            """)
    void a_reference_that_leads_nowhere_is_named_with_its_cure(
            String pointer, String value, String field, String reason, String cure) throws IOException {
        boolean isPrompt = pointer.equals("PROMPT");
        expect(
                isPrompt ? "/steps/1/promptTemplate" : pointer,
                value,
                isPrompt ? "steps[1].promptTemplate" : field,
                reason,
                cure);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            SUB/templateId | 'reprot' | .templateId | names the template reprot | write report
            SUB/templateVersion | '2' | .templateVersion | names the version 2 of report | add its
            SUB/templateId | 'poster' | .templateId | leads back | remove one of the steps
            SUB/intakeMapping | {} | .intakeMapping | lacks topic | "{intake.topic}"
            SUB/intakeMapping/topik | 'x' | .intakeMapping.topik | is no field of report | topic
            SUB/intakeMapping/depth | 'lonng' | .intakeMapping.depth | must be one of short | write long
            SUB/intakeMapping/pages | 'three' | .intakeMapping.pages | must be a whole number | "three"
            SUB/intakeMapping/topic | ' ' | .intakeMapping.topic | must not be empty | change
            SUB/intakeMapping/pages | '{intake.topic}' | .intakeMapping.pages | type string | two fields
            SUB/intakeMapping/pages | '{intake.width} pages' | .intakeMapping.pages | text with references | alone
            SUB/intakeMapping/palette | '{intake.palette}' | .intakeMapping.palette | does not allow ember | two
            SUB/intakeMapping/picture | '{intake.source}' | .intakeMapping.picture | class research | two fields
            SUB/intakeMapping/topic | '{intake.topik}' | .intakeMapping.topic | has no topik | write topic
            /steps/0/emitsArtifact | true | steps[0].emitsArtifact | report, version 1 makes | correct
            """)
    void a_sub_workflow_that_does_not_fit_is_named_with_its_cure(
            String pointer, String value, String field, String reason, String cure) throws IOException {
        expect(
                pointer.replace("SUB", "/steps/0/subWorkflow"),
                value,
                field.startsWith("steps") ? field : "steps[0].subWorkflow" + field,
                reason,
                cure);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            /gates/0/step | 'chek' | gates[0].step | does not have | write check instead
            /gates/0/step | 'layout' | gates[0].type | no step of kind qa | before layout
            /gates/0/checks | ['legibel'] | gates[0].checks | which no qa step | write legible
            /gates/1/id | 'readable' | gates[1].id | is that of another gate | an id of its own
            /gates/1/type | `` | gates[1].type | is required | add a text
            /gates/1 | 5 | gates[1] | must be a text or an object | change 5
            /steps/3/promptPath | 'prompts/none.md' | steps[3].promptPath | missing | create it
            /steps/3/promptPath | '../secret.md' | steps[3].promptPath | leads nowhere | inside the
            /steps/3/promptPath | '/etc/passwd' | steps[3].promptPath | leads nowhere | inside the
            /steps/1/promptPath | 'report.json' | steps[1].promptPath | beside promptTemplate | remove one
            """)
    void a_gate_or_prompt_file_that_does_not_exist_is_named_with_its_cure(
            String pointer, String value, String field, String reason, String cure) throws IOException {
        expect(pointer, value, field, reason, cure);
    }

    private void expect(String pointer, String value, String field, String reason, String cure) throws IOException {
        put("poster.json", edited(POSTER, pointer, value == null ? "" : value));

        TemplateFolder.Shelf shelf = read();

        assertThat(shelf.problems()).anySatisfy(problem -> {
            assertThat(problem.path()).isEqualTo("poster.json");
            assertThat(problem.field()).isEqualTo(field);
            assertThat(problem.reason()).contains(reason);
            assertThat(problem.cure()).contains(cure);
            assertThat(problem.message())
                    .isEqualTo("poster.json: " + field + " " + problem.reason() + ": " + problem.cure());
        });
        assertThat(shelf.find("poster")).isEmpty();
        assertThat(shelf.find("report")).isPresent();
    }

    @Test
    void a_kind_that_no_endpoint_serves_is_a_problem_and_the_template_stays() throws IOException {
        put("poster.json", edited(edited(POSTER, "/steps/2/kind", "'tool'").toString(), "/steps/2/capability", "'x'"));

        TemplateFolder.Shelf shelf = read();

        assertThat(shelf.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("kind_unserved");
            assertThat(problem.message())
                    .isEqualTo("poster.json: steps[2].kind is tool, which no endpoint serves: "
                            + "set runfolio.workflow.kinds.tool or runfolio.workflow.kinds.tool.x");
        });
        assertThat(shelf.find("poster")).isPresent();
        put(
                "poster.json",
                edited(edited(POSTER, "/steps/2/kind", "'tool'").toString(), "/steps/2/capability", "'served'"));
        assertThat(read().problems()).isEmpty();
    }

    @Test
    void a_cycle_is_named_at_each_of_its_templates() throws IOException {
        put("poster.json", json(POSTER));
        put("report.json", edited(REPORT, "/steps/0/subWorkflow", "{'templateId': 'poster'}"));

        assertThat(read().problems())
                .extracting(TemplateProblem::path, TemplateProblem::field)
                .contains(
                        org.assertj.core.groups.Tuple.tuple("poster.json", "steps[0].subWorkflow.templateId"),
                        org.assertj.core.groups.Tuple.tuple("report.json", "steps[0].subWorkflow.templateId"));
        assertThat(read().problems()).anySatisfy(problem -> assertThat(problem.message())
                .contains("leads back")
                .contains("poster.json > report.json > poster.json"));
    }

    @Test
    void more_levels_than_allowed_are_named_with_the_chain_and_the_key() throws IOException {
        for (int level = 1; level <= 4; level++) {
            JsonNode template = edited(REPORT, "/id", "'level-" + level + "'");
            put(
                    level + ".json",
                    level == 4
                            ? template
                            : edited(
                                    template.toString(),
                                    "/steps/0/subWorkflow",
                                    "{'templateId': 'level-" + (level + 1)
                                            + "', 'intakeMapping': {'topic': '{intake.topic}'}}"));
        }

        TemplateFolder.Shelf shelf = read();

        assertThat(shelf.problems())
                .extracting(TemplateProblem::message)
                .containsExactly("1.json: steps[0].subWorkflow.templateId leads to more than 3 levels: "
                        + "1.json > 2.json > 3.json > 4.json: use fewer levels, or raise runfolio.workflow.max-depth");
        assertThat(shelf.templates()).extracting(Template::id).contains("level-2", "level-3", "level-4");
    }

    @Test
    void a_template_whose_sub_workflow_is_invalid_names_the_file_to_correct_first() throws IOException {
        put("poster.json", json(POSTER));
        put("report.json", edited(REPORT, "/steps/0/promptTemplate", "'{intake.topik}'"));

        assertThat(read().problems())
                .extracting(TemplateProblem::message)
                .containsExactly(
                        "report.json: steps[0].promptTemplate refers to {intake.topik}, and intakeSchema has no topik: "
                                + "write topic instead of topik",
                        "poster.json: steps[0].subWorkflow.templateId names a template that cannot be used: "
                                + "report, version 1: correct report.json");
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            /colour | 'red' | colour | has no meaning here | nothing
            /steps/2/satisfedBy | 'inputs.source' | steps[2].satisfedBy | has no meaning | write satisfiedBy
            /intakeSchema/0/requird | true | intakeSchema[0].requird | has no meaning | required
            /steps/2/promptTemplate | '{{intake.topic}}' | steps[2].promptTemplate | two pairs of braces | write {in
            /steps/2/promptTemplate | '{intake.intent.mood}' | steps[2].promptTemplate | may leave out | mood?}
            /intakeSchema/4/required | true | steps[0].satisfiedBy | always skipped | remove required
            /intakeSchema/4/artifactClass | `` | steps[0].satisfiedBy | of any class | set artifactClass
            /providers/painter | 'a/b' | providers.painter | is no role | set role
            /steps/2/role | 'painter' | steps[2].role | has no model | add it to providers
            /steps/2/failMessage | 'bad' | steps[2].failMessage | has no effect | add expectJson
            /supersededBy | 'report' | supersededBy | without deprecated | "deprecated": true
            /gates/1/type | 'aproval' | gates[1].type | without effect here | write approval
            /gates/1/type | 'budget' | gates[1] | has no effect | maxCostUsd
            /gates/1/checks | ['legible'] | gates[1].checks | has no effect | quality or safety
            """)
    void a_doubtful_value_is_noted_with_a_cure_and_the_template_is_usable(
            String pointer, String value, String field, String reason, String cure) throws IOException {
        String base = field.equals("gates[1]")
                ? edited(POSTER, "/budgetPolicy", "'In words'").toString()
                : POSTER;
        put("poster.json", edited(base, pointer, value == null ? "" : value));

        TemplateFolder.Shelf shelf = read();

        assertThat(shelf.problems()).isEmpty();
        assertThat(shelf.notes()).anySatisfy(note -> {
            assertThat(note.path()).isEqualTo("poster.json");
            assertThat(note.field()).isEqualTo(field);
            assertThat(note.reason()).contains(reason);
            assertThat(note.cure()).contains(cure);
        });
        assertThat(shelf.find("poster")).isPresent();
    }

    @Test
    void unknown_keys_are_kept_and_given_to_endpoints() throws IOException {
        put("poster.json", edited(edited(POSTER, "/colour", "'red'").toString(), "/steps/2/seed", "7"));

        Template template = read().find("poster").orElseThrow();

        assertThat(template.extras()).containsKey("colour");
        assertThat(template.step("image.draw").orElseThrow().parameters().toString())
                .isEqualTo("{\"seed\":7,\"size\":[\"{intake.width}\",512]}");
    }

    @Test
    void a_template_with_many_mistakes_names_a_bounded_number_of_them() throws IOException {
        ObjectNode many = (ObjectNode) json(POSTER);
        many.remove("gates");
        ArrayNode steps = many.putArray("steps");
        for (int i = 0; i < 500; i++) {
            steps.add(json("{'id': 's" + i + "', 'kind': 'llm', 'promptTemplate': '{a} {b}', 'x" + i + "': 1}"));
        }
        put("poster.json", many);

        TemplateFolder.Shelf shelf = read();

        assertThat(shelf.problems()).hasSize(50);
        assertThat(shelf.notes()).hasSizeBetween(50, 150);
        assertThat(shelf.find("report")).isPresent();
        steps.add(json("{'id': 'one-more', 'kind': 'llm'}"));
        put("poster.json", many);
        assertThat(read().problems()).first().satisfies(problem -> assertThat(problem.message())
                .contains("steps must be a list of at most 500 objects"));
    }
}
