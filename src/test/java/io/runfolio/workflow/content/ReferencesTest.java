package io.runfolio.workflow.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.workflow.step.StepFailedException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferencesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RunValues values = values();

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static RunValues values() {
        Map<String, JsonNode> slots = new LinkedHashMap<>();
        slots.put("step-1", json("{'text': 'Bees', 'json': {'title': 'On bees', 'n': 3, 'ok': true, 'none': null}}"));
        slots.put("image", json("{'text': 'short id'}"));
        slots.put("image.generate", json("{'image': {'path': '/files/a.png'}, 'files': [{'path': '/files/a.png'}]}"));
        return new RunValues(
                json("{'topic': 'honey', 'intent': {'style': 'flat', 'sizes': [1, 2]}, 'empty': {}}"),
                Map.of("sourceReport", json("{'summary': 'All is {intake.topic}', 'sections': [{'body': 'First'}]}")),
                slots);
    }

    private String text(String text) {
        return References.resolveText(text, values);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{intake.topic} | honey",
                "About {intake.topic}, {step-1.text}. | About honey, Bees.",
                "{intake.intent.style}{intake.intent.sizes[1]} | flat2",
                "{inputs.sourceReport.sections[0].body} | First",
                "{step-1.json.n} {step-1.json.ok} | 3 true",
                "{image.text} {image.generate.image.path} | short id /files/a.png",
                "{intake.intent} | {\"style\":\"flat\",\"sizes\":[1,2]}",
                "{intake.tone?}. | .",
            })
    void references_in_a_text_become_their_values(String text, String expected) {
        assertThat(text(text)).isEqualTo(expected);
    }

    @Test
    void a_value_is_not_searched_for_references() {
        assertThat(text("{inputs.sourceReport.summary}")).isEqualTo("All is {intake.topic}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"title\": \"x\"}", "{}", "{ a }", "a } b {", "{a.}", "{.a}", "{a..b}", "{{}}", "{a b}"})
    void braces_around_anything_else_stay(String text) {
        assertThat(text(text)).isEqualTo(text);
    }

    @Test
    void a_reference_in_two_pairs_of_braces_is_text() {
        assertThat(text("{{intake.topic}} is {intake.topic}")).isEqualTo("{intake.topic} is honey");
        assertThat(text("{{{intake.topic}}}")).isEqualTo("{{intake.topic}}");
        assertThat(text("{\"a\": {\"b\": \"{intake.topic}\"}}")).isEqualTo("{\"a\": {\"b\": \"honey\"}}");
    }

    @Test
    void a_text_that_is_one_reference_keeps_the_type_of_the_value() {
        JsonNode template =
                json("{'n': '{step-1.json.n}', 'list': ['{intake.intent.sizes}'], 'text': 'n {step-1.json.n}',"
                        + "'flag': true, 'absent': '{intake.tone?}', '{intake.topic}': 1}");
        assertThat(References.resolve(template, values))
                .isEqualTo(json("{'n': 3, 'list': [[1, 2]], 'text': 'n 3', 'flag': true, 'absent': null,"
                        + "'{intake.topic}': 1}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{step-1.json.titel} | step-1.json has title, n, ok, none",
                "{step-1.json.none} | step-1.json.none is null",
                "{step-1.text.title} | step-1.text is a string without fields",
                "{step-2.text} | there are intake, inputs, step-1, image, image.generate",
                "{topic} | there are intake, inputs, step-1, image, image.generate",
                "{intake.intent.sizes[2]} | intake.intent.sizes is a list from [0] to [1]",
                "{intake.empty.a} | intake.empty is empty",
                "{inputs.other.summary} | artifacts are supplied for sourceReport",
                "{image.generate.image.width} | image.generate.image has path",
            })
    void an_unresolvable_reference_is_named_with_what_exists(String reference, String reason) {
        StepFailedException failure = catchThrowableOfType(StepFailedException.class, () -> text("See " + reference));
        assertThat(failure).hasMessage(reference + " cannot be resolved: " + reason);
        assertThat(failure.code()).isEqualTo("reference_unresolved");
        assertThat(failure.isRetryable()).isFalse();
    }

    @Test
    void a_path_without_braces_gives_the_value() {
        assertThat(References.at("step-1.json", values).path("title").asText()).isEqualTo("On bees");
        assertThatThrownBy(() -> References.at("step-1 json", values)).isInstanceOf(StepFailedException.class);
    }

    @Test
    void values_of_more_than_the_maximum_are_refused() {
        ObjectNode intake = JSON.createObjectNode().put("long", "x".repeat(1 << 20));
        RunValues large = new RunValues(intake, Map.of(), Map.of());
        StepFailedException failure = catchThrowableOfType(
                StepFailedException.class, () -> References.resolveText("{intake.long}".repeat(9), large));
        assertThat(failure.code()).isEqualTo("reference_too_large");
        assertThat(References.resolveText("{intake.long}".repeat(3), large)).hasSize(3 << 20);
    }
}
