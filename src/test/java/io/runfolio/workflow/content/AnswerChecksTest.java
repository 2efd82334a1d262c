package io.runfolio.workflow.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.workflow.form.JsonSchemas;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepCheck;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.template.Template;
import io.runfolio.workflow.template.WorkflowStep;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerChecksTest {
    private static WorkflowStep step(String kind, String fields) {
        return Template.parse(("{'id': 't', 'name': 'T', 'artifactClass': 'knowledge', 'artifactType': 'note',"
                                + " 'version': '1', 'intakeSchema': [], 'steps': [{'id': 'step-1', 'name': 'One',"
                                + " 'kind': '" + kind + "'" + (fields.isEmpty() ? "" : ", " + fields) + "}]}")
                        .replace('\'', '"'))
                .steps()
                .get(0);
    }

    private static StepAnswer text(String text) {
        return StepAnswer.of(text, null, List.of(), List.of(), List.of());
    }

    private static StepAnswer json(String json) {
        return StepAnswer.of(null, ReferencesTest.json(json), List.of(), List.of(), List.of());
    }

    private static StepFailedException failure(WorkflowStep step, StepAnswer answer) {
        StepFailedException failure =
                catchThrowableOfType(StepFailedException.class, () -> AnswerChecks.check(step, answer));
        assertThat(failure).isNotNull();
        return failure;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"title\": \"A\"}",
                " \n{\"title\": \"A\"}\n",
                "```json\n{\"title\": \"A\"}\n```",
                "Here you are:\n\n```\n{\"title\": \"A\"}\n```\nAnything else?",
                "```JSON\r\n{\"title\": \"A\"}",
            })
    void json_is_found_in_the_text_of_an_answer(String text) {
        StepAnswer checked = AnswerChecks.check(step("llm", "'expectJson': true"), text(text));
        assertThat(checked.json().path("title").asText()).isEqualTo("A");
        assertThat(checked.text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Sorry.", "{\"title\": ", "{'title': 1}", "{\"a\":1,\"a\":2}", "3", "```json\n```"})
    void a_text_without_json_fails_a_step_that_expects_it(String text) {
        StepFailedException failure = failure(step("llm", "'expectJson': true"), text(text));
        assertThat(failure.code()).isEqualTo("not_json");
    }

    @ParameterizedTest
    @CsvSource({"llm, true", "agent, false", "code, false", "qa, false"})
    void only_a_model_is_asked_again(String kind, boolean retryable) {
        StepFailedException failure = failure(step(kind, "'expectJson': true"), text("no"));
        assertThat(failure.isRetryable()).isEqualTo(retryable);
    }

    @Test
    void json_must_match_the_schema() {
        WorkflowStep step = step(
                "llm",
                "'jsonSchema': {'type': 'object', 'required': ['title'], 'properties':"
                        + " {'title': {'$ref': '#/$defs/t'}},"
                        + " '$defs': {'t': {'type': 'string', 'pattern': '^A'}}}");
        assertThat(AnswerChecks.check(step, text("{\"title\": \"A\"}"))
                        .json()
                        .path("title")
                        .asText())
                .isEqualTo("A");
        assertThat(failure(step, json("{'title': 1}")))
                .hasMessageContaining("does not match jsonSchema")
                .hasMessageContaining("title");
        assertThat(failure(step, json("{'title': 'B'}")).code()).isEqualTo("schema_mismatch");
        assertThat(failure(step, json("{}"))).hasMessageContaining("title");
    }

    @Test
    void a_pattern_that_backtracks_ends() {
        WorkflowStep step = step("llm", "'jsonSchema': {'properties': {'a': {'pattern': '^(x+x+)+y$'}}}");
        StepFailedException failure = failure(step, json("{'a': '" + "x".repeat(5_000) + "'}"));
        assertThat(failure).hasMessageContaining("too many steps");
        assertThat(AnswerChecks.check(step, json("{'a': 'xxy'}"))
                        .json()
                        .path("a")
                        .asText())
                .isEqualTo("xxy");
    }

    @Test
    void a_schema_loads_nothing() {
        ObjectNode remote = (ObjectNode) ReferencesTest.json("{'$ref': 'http://127.0.0.1:9/schema.json'}");
        assertThat(JsonSchemas.problem(remote))
                .hasValueSatisfying(why -> assertThat(why).contains("start with #"));
        assertThat(JsonSchemas.problems(remote, remote)).hasSize(1);
        JsonNode file = ReferencesTest.json("{'properties': {'a': {'$ref': 'file:///etc/passwd'}}}");
        assertThat(JsonSchemas.problem(file)).isPresent();
        JsonNode based = ReferencesTest.json("{'$id': 'http://127.0.0.1:9/a', 'properties': {'a': {'$ref': '#/x'}}}");
        assertThat(JsonSchemas.problem(based)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'type': 'object'}",
                "{'$ref': '#'}",
                "{'$schema': 'https://json-schema.org/draft/2020-12/schema'}"
            })
    void a_usable_schema_has_no_problem(String schema) {
        assertThat(JsonSchemas.problem(ReferencesTest.json(schema))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{'properties': {'a': {'pattern': '('}}}", "{'$ref': '#/$defs/none'}", "{'$schema': 'urn:x'}"})
    void an_unusable_schema_has_a_problem(String schema) {
        assertThat(JsonSchemas.problem(ReferencesTest.json(schema))).isPresent();
    }

    @Test
    void paths_of_require_true_must_be_true() {
        WorkflowStep step = step("qa", "'requireTrue': ['ok', 'json.checks.safe']");
        assertThat(AnswerChecks.check(step, json("{'ok': true, 'checks': {'safe': true}}")))
                .isNotNull();
        assertThat(failure(step, json("{'ok': true, 'checks': {'safe': 'true'}}")))
                .hasMessage("requireTrue: json.checks.safe of the answer is true");
        assertThat(failure(step, json("{'ok': false}"))).hasMessage("requireTrue: ok of the answer is false");
        assertThat(failure(step, json("{}")).code()).isEqualTo("require_true");
    }

    @Test
    void the_fail_message_says_why_with_its_references() {
        WorkflowStep step = step("llm", "'requireTrue': ['ok'], 'failMessage': 'Not usable: {step-1.json.reason}'");
        assertThat(failure(step, json("{'ok': false, 'reason': 'blurred'}"))).hasMessage("Not usable: blurred");
        assertThat(failure(step, json("{'ok': false}"))).hasMessage("Not usable: {step-1.json.reason}");
    }

    @Test
    void a_qa_step_may_list_its_checks_in_json() {
        StepAnswer checked = AnswerChecks.check(
                step("qa", ""),
                text("{\"checks\": [{\"name\": \"faces\", \"passed\": false, \"score\": 0.2, \"message\": \"two\"},"
                        + " {\"name\": \"text\"}]}"));
        assertThat(checked.checks()).containsExactly(new StepCheck("faces", false, 0.2, "two"));
    }
}
