package io.runfolio.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.runfolio.run.AssetKind;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.run.RunRequest;
import io.runfolio.run.TaskMode;
import io.runfolio.settings.EventSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventReaderTest {
    private static final String MINIMAL = "{\"status\":\"succeeded\",\"model_key\":\"m\"}";

    @TempDir
    Path root;

    private EventReader reader;

    @BeforeEach
    void openReader() {
        reader = new EventReader(new EventSettings(10_000, 20, 20_000, 50), new SourceRoots(List.of(root)));
    }

    @Test
    void a_bare_request_with_two_fields_is_enough() {
        RunEvent event = read(MINIMAL);

        assertThat(event.request().status()).isEqualTo("succeeded");
        assertThat(event.request().modelKey()).isEqualTo("m");
        assertThat(event.request().derivativeSettings()).isEqualTo(DerivativeSettings.defaults());
        assertThat(event.request().warnings()).isEmpty();
        assertThat(event.eventId())
                .isEqualTo("sha256:" + EventJsonParser.sha256(MINIMAL.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_bare_request_is_known_by_its_idempotency_key() {
        assertThat(read("{\"status\":\"s\",\"model_key\":\"m\",\"idempotency_key\":\"k-1\"}")
                        .eventId())
                .isEqualTo("k-1");
    }

    @Test
    void a_cloud_event_is_known_by_source_and_id() {
        RunEvent event = read("{\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"/gen/a\","
                + "\"type\":\"runfolio.run.completed\",\"time\":\"2026-03-26T21:45:12Z\",\"data\":" + MINIMAL + "}");

        assertThat(event.eventId()).isEqualTo("/gen/a 7");
        assertThat(event.request().modelKey()).isEqualTo("m");
    }

    @Test
    void white_space_and_key_order_do_not_change_the_identity_of_an_event_but_values_do() {
        RunEvent one = read("{\"status\":\"s\",\"model_key\":\"m\",\"idempotency_key\":\"k\"}");
        RunEvent same = read("{ \"idempotency_key\" : \"k\", \"model_key\":\"m\",\n\"status\":\"s\" }");
        RunEvent other = read("{\"status\":\"t\",\"model_key\":\"m\",\"idempotency_key\":\"k\"}");

        assertThat(same.digest()).isEqualTo(one.digest());
        assertThat(other.digest()).isNotEqualTo(one.digest());
    }

    @Test
    void every_field_of_a_request_is_read() throws Exception {
        Files.writeString(root.resolve("a.png"), "x");
        RunRequest request =
                read("""
                {"status":"succeeded","model_key":"nano","provider_model":"p","slug":"s","notes":"n",
                 "task_mode":"image_edit","created_at":"2026-03-26T21:45:12.5+02:00",
                 "source_metadata":{"a":1},"source_context":{"source_user":"u","project_name":"p","metadata":{"k":[1]}},
                 "prompts":{"raw":"r","enhanced":"e","final_used":"f","prompt_profile":"pp"},
                 "inputs":[{"kind":"image","source_path":"a.png","role":"reference","tags":["t"],
                   "metadata":{"z":null}}],
                 "outputs":[{"kind":"video","source_path":"b.mp4","role":"output","original_filename":"o",
                   "source_url":"http://x"}],
                 "options":{"o":true},"defaults":[{"d":1}],"warnings":["w"],"errors":["e"],"tags":["a","b"],
                 "provider_trace":{"task_id":"t1","metadata":{}},
                 "derivative_settings":{"image_web_format":".JPEG","image_web_quality":50,
                   "image_web_max_dimension":65500},
                 "request_payload":{"q":1},"submit_payload":[1],"submit_response":"text","final_status_response":3,
                 "job":{"job_id":"j","inference_steps":30,"variant_group":"g"},
                 "artifact":{"artifact_class":"visual","artifact_type":"poster",
                   "source_artifact_ids":["artifact-1"]}}""")
                        .request();

        assertThat(request.taskMode()).isEqualTo(TaskMode.IMAGE_EDIT);
        assertThat(request.createdAt()).hasToString("2026-03-26T21:45:12.500+02:00");
        assertThat(request.sourceContext().metadata()).isEqualTo(Map.of("k", List.of(1)));
        assertThat(request.prompts().promptProfile()).isEqualTo("pp");
        assertThat(request.inputs()).singleElement().satisfies(input -> {
            assertThat(input.kind()).isEqualTo(AssetKind.IMAGE);
            assertThat(input.tags()).containsExactly("t");
            assertThat(input.metadata()).containsEntry("z", null);
        });
        assertThat(request.outputs().get(0).sourceUrl()).isEqualTo("http://x");
        assertThat(request.derivativeSettings().imageWebFormat()).isEqualTo("jpg");
        assertThat(request.derivativeSettings().imageWebQuality()).isEqualTo(50);
        assertThat(request.derivativeSettings().imageThumbQuality()).isEqualTo(76);
        assertThat(request.submitPayload()).isEqualTo(List.of(1));
        assertThat(request.finalStatusResponse()).isEqualTo(3);
        assertThat(request.job().inferenceSteps()).isEqualTo(30);
        assertThat(request.artifact().sourceArtifactIds()).containsExactly("artifact-1");
        assertThat(request.warnings()).containsExactly("w");
    }

    @Test
    void unknown_fields_are_kept_and_named_in_a_warning() {
        RunRequest request = read("{\"status\":\"s\",\"model_key\":\"m\",\"mood\":\"blue\","
                        + "\"outputs\":[{\"kind\":\"image\",\"source_path\":\"a.png\",\"role\":\"o\",\"seed\":5}]}")
                .request();

        assertThat(request.sourceMetadata())
                .containsEntry("unrecognised", Map.of("mood", "blue", "outputs[0].seed", 5));
        assertThat(request.warnings())
                .singleElement()
                .asString()
                .contains("mood")
                .contains("outputs[0].seed");
    }

    @Test
    void an_unknown_task_mode_is_kept_in_the_metadata_with_a_warning() {
        RunRequest request = read("{\"status\":\"s\",\"model_key\":\"m\",\"task_mode\":\"text_to_smell\"}")
                .request();

        assertThat(request.taskMode()).isNull();
        assertThat(request.sourceMetadata()).containsEntry("runfolio", Map.of("task_mode", "text_to_smell"));
        assertThat(request.warnings()).singleElement().asString().contains("text_to_smell");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "''                                                           | empty         | ''",
                "nonsense                                                     | not_json      | ''",
                "{\"status\":\"s\",\"model_key\":\"m\"} {}                    | not_json      | ''",
                "{\"status\":\"s\",\"status\":\"t\",\"model_key\":\"m\"}      | not_json      | status",
                "[1]                                                          | wrong_type    | ''",
                "{\"model_key\":\"m\"}                                        | missing_field | status",
                "{\"status\":\"s\"}                                           | missing_field | model_key",
                "{\"status\":\" \",\"model_key\":\"m\"}                       | bad_value     | status",
                "{\"status\":7,\"model_key\":\"m\"}                           | wrong_type    | status",
                "{\"status\":\"s\",\"model_key\":\"m\",\"tags\":\"a\"}        | wrong_type    | tags",
                "{\"status\":\"s\",\"model_key\":\"m\",\"tags\":[1]}          | wrong_type    | tags[0]",
                "{\"status\":\"s\",\"model_key\":\"m\",\"outputs\":[{\"kind\":\"imag\",\"source_path\":\"a\","
                        + "\"role\":\"o\"}]} | bad_value | outputs[0].kind",
                "{\"status\":\"s\",\"model_key\":\"m\",\"outputs\":[{\"kind\":\"image\",\"role\":\"o\"}]}"
                        + " | missing_field | outputs[0].source_path",
                "{\"status\":\"s\",\"model_key\":\"m\",\"outputs\":[{\"kind\":\"image\","
                        + "\"source_path\":\"/etc/passwd\",\"role\":\"o\"}]} | outside_roots"
                        + " | outputs[0].source_path",
                "{\"status\":\"s\",\"model_key\":\"m\",\"inputs\":[{\"kind\":\"image\",\"source_path\":\"../x\","
                        + "\"role\":\"o\"}]} | outside_roots | inputs[0].source_path",
                "{\"status\":\"s\",\"model_key\":\"m\",\"created_at\":\"yesterday\"} | bad_value | created_at",
                "{\"status\":\"s\",\"model_key\":\"m\",\"created_at\":\"2026-03-26T25:45:12Z\"} | bad_value"
                        + " | created_at",
                "{\"status\":\"s\",\"model_key\":\"m\",\"created_at\":\"0000-01-01T00:00:00Z\"} | bad_value"
                        + " | created_at",
                "{\"status\":\"s\",\"model_key\":\"m\",\"created_at\":\"+10000-01-01T00:00:00Z\"} | bad_value"
                        + " | created_at",
                "{\"status\":\"s\",\"model_key\":\"m\",\"derivative_settings\":{\"image_web_format\":\"bmp\"}}"
                        + " | bad_value | derivative_settings.image_web_format",
                "{\"status\":\"s\",\"model_key\":\"m\",\"derivative_settings\":{\"image_web_max_dimension\":65501}}"
                        + " | bad_value | derivative_settings.image_web_max_dimension",
                "{\"status\":\"s\",\"model_key\":\"m\",\"derivative_settings\":{\"image_web_quality\":0}}"
                        + " | bad_value | derivative_settings.image_web_quality",
                "{\"status\":\"s\",\"model_key\":\"m\",\"created_at\":\"9999-12-31T23:59:59-18:00\"} | bad_value"
                        + " | created_at",
                "{\"status\":\"s\",\"model_key\":\"m\",\"derivative_settings\":{\"image_web_quality\":2147483648}}"
                        + " | bad_value | derivative_settings.image_web_quality",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"other\",\"data\":{}} | bad_value"
                        + " | type",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"runfolio.run.completed\"}"
                        + " | missing_field | data",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"runfolio.run.completed\","
                        + "\"data\":{\"status\":\"s\"}} | missing_field | data.model_key",
            })
    void a_bad_event_is_refused_by_its_field(String event, String code, String field) {
        RefusedEventException refusal = refusal(event.getBytes(StandardCharsets.UTF_8));

        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal.getMessage()).isNotBlank();
    }

    @Test
    void utf_16_is_refused_and_a_utf_8_byte_order_mark_is_not() {
        assertThat(refusal(MINIMAL.getBytes(StandardCharsets.UTF_16)).code()).isEqualTo("not_utf8");
        assertThat(read("\uFEFF" + MINIMAL).request().modelKey()).isEqualTo("m");
    }

    @Test
    void nesting_and_size_beyond_the_limits_are_refused() {
        String deep = "{\"status\":\"s\",\"model_key\":\"m\",\"options\":" + "{\"a\":".repeat(100_000) + "1"
                + "}".repeat(100_000) + "}";
        EventReader roomy =
                new EventReader(new EventSettings(10_000_000, 20, 1_000_000, 50), new SourceRoots(List.of(root)));

        assertThat(catchThrowableOfType(
                                RefusedEventException.class, () -> roomy.read(deep.getBytes(StandardCharsets.UTF_8)))
                        .code())
                .isEqualTo("too_complex");
        assertThat(refusal(new byte[10_001]).code()).isEqualTo("too_large");
    }

    @Test
    void links_and_pipes_are_not_read_as_events() throws Exception {
        Path link = Files.createSymbolicLink(root.resolve("link.json"), Path.of("/etc/hostname"));
        assertThat(catchThrowableOfType(RefusedEventException.class, () -> reader.read(link))
                        .code())
                .isEqualTo("not_a_file");

        Path pipe = root.resolve("pipe.json");
        if (new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0) {
            assertThat(catchThrowableOfType(RefusedEventException.class, () -> reader.read(pipe))
                            .code())
                    .isEqualTo("not_a_file");
        }
    }

    @Test
    void a_syntax_error_is_reported_by_position_without_the_text() {
        assertThat(refusal("{\"status\": secret}".getBytes(StandardCharsets.UTF_8))
                        .getMessage())
                .contains("line 1, column")
                .doesNotContain("secret");
    }

    @Test
    void more_files_than_the_limit_are_refused() {
        String asset = "{\"kind\":\"image\",\"source_path\":\"a\",\"role\":\"o\"}";
        String event = "{\"status\":\"s\",\"model_key\":\"m\",\"outputs\":["
                + String.join(",", java.util.Collections.nCopies(51, asset)) + "]}";

        assertThat(refusal(event.getBytes(StandardCharsets.UTF_8)).code()).isEqualTo("too_many_assets");
    }

    private RunEvent read(String json) {
        return reader.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private RefusedEventException refusal(byte[] bytes) {
        return catchThrowableOfType(RefusedEventException.class, () -> reader.read(bytes));
    }
}
