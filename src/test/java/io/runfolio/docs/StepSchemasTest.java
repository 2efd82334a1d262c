package io.runfolio.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.runfolio.json.SecretMask;
import io.runfolio.workflow.content.RunValues;
import io.runfolio.workflow.content.StepRequests;
import io.runfolio.workflow.step.StepAnswerReader;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.template.Template;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the schemas of requests and answers of steps with the code that writes and reads them. */
class StepSchemasTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private static JsonSchema schema(String name) throws IOException {
        return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("docs", "schema", name + ".schema.json")));
    }

    private boolean isRead(String answer) throws IOException {
        Files.writeString(folder.resolve("a.png"), "x");
        try {
            new StepAnswerReader(1 << 20, SecretMask.standard()).read(answer.getBytes(StandardCharsets.UTF_8), folder);
            return true;
        } catch (StepFailedException e) {
            return !e.code().equals(StepAnswerReader.INVALID);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'text': 'a'}",
                "{'text': null, 'json': null, 'files': null, 'checks': null, 'costs': null, 'ticket': null,"
                        + " 'error': null}",
                "{'json': [1, {'a': true}]}",
                "{'files': [{'path': 'a.png'}]}",
                "{'files': [{'data': 'eA==', 'kind': 'image', 'mimeType': 'image/png', 'role': 'raw'}]}",
                "{'checks': [{'name': 'a', 'passed': false, 'score': 0.5, 'message': 'b'}]}",
                "{'costs': [{'provider': 'a', 'operation': 'b', 'model': 'c', 'quantity': 1, 'unit': 'd',"
                        + " 'unitPrice': 0.1, 'estimated': 0.1, 'actual': 0}]}",
                "{'costs': [{}]}",
                "{'ticket': 'order-1'}",
                "{'error': {'message': 'a'}}",
                "{'error': {'code': 'too_dark', 'message': 'a', 'retryable': true, 'retryAfterSeconds': 86400}}",
            })
    void an_answer_of_the_schema_is_read(String answer) throws IOException {
        String json = answer.replace('\'', '"');

        assertThat(schema("step-answer").validate(JSON.readTree(json))).isEmpty();
        assertThat(isRead(json)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{'text': 1}",
                "{'txt': 'a'}",
                "{'files': {}}",
                "{'files': [{}]}",
                "{'files': [{'path': 'a.png', 'data': 'eA=='}]}",
                "{'files': [{'path': 'a.png', 'kind': 'picture'}]}",
                "{'files': [{'path': 'a.png', 'role': 'a role'}]}",
                "{'files': [{'path': 'a.png', 'size': 1}]}",
                "{'files': [{'path': 'a.png', 'mimeType': 'png'}]}",
                "{'checks': [{'name': 'a'}]}",
                "{'checks': [{'name': '', 'passed': true}]}",
                "{'checks': [{'name': 'a', 'passed': true, 'score': 2}]}",
                "{'costs': [{'actual': -1}]}",
                "{'costs': [{'actual': '1'}]}",
                "{'ticket': ''}",
                "{'ticket': '../a'}",
                "{'error': {}}",
                "{'error': 'a'}",
                "{'error': {'message': 'a', 'code': 'Too dark'}}",
                "{'error': {'message': 'a', 'retryAfterSeconds': -1}}",
            })
    void an_answer_that_is_refused_is_none_of_the_schema(String answer) throws IOException {
        String json = answer.replace('\'', '"');

        assertThat(isRead(json)).isFalse();
        assertThat(schema("step-answer").validate(JSON.readTree(json))).isNotEmpty();
        assertThat(isRead("{\"text\": \"a\"}")).isTrue();
    }

    @Test
    void a_request_has_the_fields_of_its_schema_and_no_other() throws IOException {
        Template template = Template.parse(
                Files.readString(Path.of("samples", "workflows", "templates", "generate-research-infographic.json")));
        ObjectNode intake = JSON.createObjectNode().put("topic", "tides").put("palette", "ocean");
        JsonNode slot = JSON.readTree("{\"report\": {\"title\": \"a\", \"summary\": \"b\"}, \"files\": []}");
        JsonNode request = StepRequests.build(
                        "run-0123456789abcdef",
                        template.step("step-2").orElseThrow(),
                        template,
                        new RunValues(intake, Map.of(), Map.of("step-1", slot)),
                        1,
                        "run-0123456789abcdef:step-2:1",
                        Instant.parse("2026-03-26T21:45:12Z"),
                        folder)
                .document();

        assertThat(schema("step-request").validate(request)).isEmpty();
        JsonNode properties = JSON.readTree(
                        Path.of("docs", "schema", "step-request.schema.json").toFile())
                .get("properties");
        assertThat(names(request)).isEqualTo(names(properties));
        assertThat(request.get("prompt").asText()).isEqualTo("a\n\nb");
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }
}
