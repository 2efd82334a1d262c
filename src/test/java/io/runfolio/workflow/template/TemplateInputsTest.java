package io.runfolio.workflow.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.workflow.order.Order;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateInputsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TemplateFolder.Shelf SAMPLES = new TemplateFolder(Path.of("samples", "templates")).read();
    private static final Map<String, ArtifactReference> ARTIFACTS = Map.of(
            "good", supply("good", "visual", "poster", "approved", true),
            "clip", supply("clip", "video", "poster", "approved", true),
            "photo", supply("photo", "visual", "photo", "review", true),
            "rejected", supply("rejected", "visual", "poster", "rejected", true),
            "gone", supply("gone", "visual", "poster", "review", false));

    private static ArtifactReference supply(
            String id, String artifactClass, String type, String status, boolean complete) {
        return new ArtifactReference(
                id, artifactClass, type, status, "run", "day/run", Optional.of("day/run/a.png"), complete, List.of());
    }

    private static TemplateInputs check(String template, String intake) throws IOException {
        JsonNode given = JSON.readTree(intake.replace('\'', '"'));
        return TemplateInputs.check(
                SAMPLES.find(template).orElseThrow(), given, id -> Optional.ofNullable(ARTIFACTS.get(id)));
    }

    @Test
    void defaults_are_set_and_fields_without_one_are_absent() throws IOException {
        TemplateInputs templateInputs = check("poster", "{'width': 640, 'prompt': 'a fox', 'guidance': null}");
        assertThat(templateInputs.problems()).isEmpty();
        assertThat(templateInputs.values().toString())
                .isEqualTo("{\"prompt\":\"a fox\",\"style\":\"photo\",\"width\":640,\"transparent\":false,"
                        + "\"keywords\":[]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                   | intake.prompt is required",
                "{'prompt': null}                     | intake.prompt is required",
                "{'prompt': ' '}                      | intake.prompt must not be empty",
                "{'prompt': 1}                        | intake.prompt must be a text",
                "{'prompt': 'x', 'style': 'crayon'}   | intake.style must be one of ink, oil, photo",
                "{'prompt': 'x', 'style': 3}          | intake.style must be one of ink, oil, photo",
                "{'prompt': 'x', 'width': 1.5}        | intake.width must be a whole number",
                "{'prompt': 'x', 'width': 'wide'}     | intake.width must be a whole number",
                "{'prompt': 'x', 'guidance': 'much'}  | intake.guidance must be a number",
                "{'prompt': 'x', 'transparent': 1}    | intake.transparent must be true or false",
                "{'prompt': 'x', 'keywords': 'a'}     | intake.keywords must be a list",
                "{'prompt': 'x', 'extra': []}         | intake.extra must be an object",
                "{'prompt': 'x', 'colour': 'red'}     | intake.colour is not known",
            })
    void an_invalid_field_gives_one_sentence(String intake, String sentence) throws IOException {
        assertThat(check("poster", intake).problems()).containsExactly(sentence);
    }

    @Test
    void a_whole_number_may_be_written_with_a_point() throws IOException {
        assertThat(check("poster", "{'prompt': 'x', 'width': 640.0}").problems())
                .isEmpty();
    }

    @Test
    void all_problems_are_reported_at_once() throws IOException {
        assertThat(check("poster", "{'style': 1, 'width': true, 'colour': 1}").problems())
                .hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'none'      | intake.poster does not name an existing artifact",
                "7           | intake.poster must be the id of an artifact",
                "'clip'      | intake.poster must be an artifact of class visual: clip has class video",
                "'photo'     | intake.poster must be an artifact of type poster: photo has type photo",
                "'rejected'  | intake.poster must not be a rejected artifact: rejected was rejected",
                "'gone'      | intake.poster must be an artifact with its file: the file of gone was removed",
            })
    void an_unsuitable_artifact_is_refused(String reference, String sentence) throws IOException {
        assertThat(check("poster-clip", "{'prompt': 'x', 'poster': " + reference + "}")
                        .problems())
                .containsExactly(sentence);
    }

    @Test
    void a_supplied_artifact_is_a_source_of_the_order_and_skips_its_step() throws IOException {
        Template template = SAMPLES.find("poster-clip").orElseThrow();
        TemplateInputs with = check("poster-clip", "{'prompt': 'x', 'poster': 'good'}");
        TemplateInputs without = check("poster-clip", "{'prompt': 'x'}");

        JsonNode supplied = Order.of("o", template, with, "ada", java.time.Instant.EPOCH, "d")
                .document();
        JsonNode made = Order.of("o", template, without, "ada", java.time.Instant.EPOCH, "d")
                .document();

        assertThat(supplied.at("/artifact/source_artifact_ids").toString()).isEqualTo("[\"good\"]");
        assertThat(supplied.at("/steps/0/satisfied_by").asText()).isEqualTo("good");
        assertThat(supplied.at("/references/0/original").asText()).isEqualTo("day/run/a.png");
        assertThat(made.at("/artifact/source_artifact_ids")).isEmpty();
        assertThat(made.at("/steps/0/satisfied_by").isNull()).isTrue();
        assertThat(made.at("/steps/0/sub_workflow/template_id").asText()).isEqualTo("poster");
    }
}
