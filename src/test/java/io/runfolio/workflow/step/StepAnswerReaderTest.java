package io.runfolio.workflow.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.runfolio.json.SecretMask;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StepAnswerReaderTest {
    private static final int MAX_BYTES = 4_000;

    @TempDir
    private Path root;

    private Path folder;
    private final StepAnswerReader reader = new StepAnswerReader(MAX_BYTES, SecretMask.standard());

    @BeforeEach
    void folder() throws IOException {
        folder = Files.createDirectories(root.resolve("work"));
    }

    @Test
    void text_json_checks_and_costs_are_read() {
        StepAnswer answer = read(
                """
                {"text": "a", "json": {"title": null},
                 "checks": [{"name": "legible", "passed": false, "score": 0.25, "message": "small"},
                            {"name": "safe", "passed": true}],
                 "costs": [{"provider": "openai", "operation": "image.generate", "model": "m", "quantity": 2,
                            "unit": "image", "unitPrice": 0.04, "actual": 0.08}, {"estimated": 1}]}""");

        assertThat(answer.text()).isEqualTo("a");
        assertThat(answer.json().toString()).isEqualTo("{\"title\":null}");
        assertThat(answer.checks())
                .containsExactly(
                        new StepCheck("legible", false, 0.25, "small"), new StepCheck("safe", true, null, null));
        assertThat(answer.costs().get(0))
                .isEqualTo(new StepCost(
                        "openai",
                        "image.generate",
                        "m",
                        new BigDecimal("2"),
                        "image",
                        new BigDecimal("0.04"),
                        null,
                        new BigDecimal("0.08"),
                        "reported",
                        "endpoint"));
        assertThat(answer.costs().get(1).status()).isEqualTo("estimated");
        assertThat(answer.isLater()).isFalse();
    }

    @Test
    void nothing_is_an_empty_answer_and_a_ticket_a_later_one() {
        assertThat(read(" \n")).isEqualTo(StepAnswer.of(null, null, List.of(), List.of(), List.of()));
        assertThat(read("{\"ticket\": \"order-1\"}").ticket()).isEqualTo("order-1");
    }

    @Test
    void files_are_named_relative_or_absolute_and_get_a_kind() throws IOException {
        Path picture = write("out/a.PNG", "1");
        Path notes = write("notes", "2");

        List<StepFile> files = read("{\"files\": [{\"path\": \"./out/a.PNG\"}, {\"path\": \"" + notes
                        + "\", \"mimeType\": \"text/plain\", \"role\": \"raw\"}, {\"path\": \"notes\","
                        + " \"kind\": \"audio\"}]}")
                .files();

        assertThat(files)
                .containsExactly(
                        new StepFile(picture, "image", null, "output"),
                        new StepFile(notes, "text", "text/plain", "raw"),
                        new StepFile(notes, "audio", null, "output"));
    }

    @Test
    void a_program_may_name_the_real_path_of_a_linked_folder() throws IOException {
        write("a.png", "1");
        Path link = Files.createSymbolicLink(root.resolve("link"), folder);

        List<StepFile> files = reader.read(bytes("{\"files\": [{\"path\": \"" + folder + "/a.png\"}]}"), link)
                .files();

        assertThat(files).extracting(StepFile::path).containsExactly(link.resolve("a.png"));
    }

    @Test
    void data_is_written_into_the_work_folder() throws IOException {
        String data = Base64.getEncoder().encodeToString(new byte[] {1, 2, 3});

        StepFile file = read("{\"files\": [{\"data\": \"" + data + "\", \"mimeType\": \"image/webp\"}]}")
                .files()
                .get(0);

        assertThat(file.path()).hasParent(folder).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(file.path().toString()).endsWith(".webp");
        assertThat(file.kind()).isEqualTo("image");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret",
                "/etc/passwd",
                "out/../../secret",
                "missing.png",
                "out",
                "link.png",
                "linked/secret",
                "pipe\\u0000",
                ".",
                ""
            })
    void a_path_that_names_no_file_of_the_folder_is_refused_and_nothing_written(String path) throws IOException {
        Files.writeString(root.resolve("secret"), "s");
        Files.createDirectories(folder.resolve("out"));
        Files.createSymbolicLink(folder.resolve("link.png"), root.resolve("secret"));
        Files.createSymbolicLink(folder.resolve("linked"), root);
        List<Path> before = content();

        assertThatThrownBy(() -> read("{\"files\": [{\"data\": \"AAAA\"}, {\"path\": \"" + path + "\"}]}"))
                .isInstanceOf(StepFailedException.class)
                .hasMessageContaining("files[1].path");

        assertThat(content()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[1]                                                 | it is no JSON object",
                "{\"text\": 1}                                       | text must be a text",
                "{\"title\": \"a\"}                                  | title is not known",
                "{\"text\": \"a\", \"text\": \"b\"}                  | Duplicate field",
                "{\"text\": \"a\"                                    | it is no valid JSON",
                "{\"text\": \"a\"} and more                          | it is no valid JSON",
                "{\"files\": [{}]}                                   | files[0].path or data is required",
                "{\"files\": [{\"path\": \"a\", \"data\": \"\"}]}    | and not both",
                "{\"files\": [{\"data\": \"?\"}]}                    | files[0].data must be base64",
                "{\"files\": [{\"data\": \"\", \"kind\": \"x\"}]}    | files[0].kind must be one of image",
                "{\"files\": {\"path\": \"a\"}}                      | files must be a list",
                "{\"checks\": [{\"passed\": true}]}                  | checks[0].name is required",
                "{\"checks\": [{\"name\": \"a\"}]}                   | checks[0].passed is required",
                "{\"checks\": [{\"name\":\"a\",\"passed\":true,\"score\":2}]} | score must be a number from 0 to 1",
                "{\"costs\": [{\"actual\": -1}]}                     | costs[0].actual must be a number from 0",
                "{\"costs\": [{\"actual\": 1e999}]}                  | costs[0].actual must be a number from 0",
                "{\"costs\": [{\"actual\": \"1\"}]}                  | costs[0].actual must be a number from 0",
                "{\"ticket\": \"../a\"}                              | ticket must be 1 to 100 letters",
                "{\"error\": {}}                                     | error.message is required",
                "{\"error\": \"broken\"}                             | error must be an object",
            })
    void a_wrong_form_names_the_field_and_what_is_expected(String answer, String message) {
        StepFailedException failure = failure(answer);

        assertThat(failure).hasMessageContaining(message.strip());
        assertThat(failure.code()).isEqualTo(StepAnswerReader.INVALID);
        assertThat(failure.isRetryable()).isFalse();
    }

    @Test
    void deep_nesting_does_not_end_the_reader() {
        assertThat(failure("{\"json\": " + "[".repeat(1_900) + "]".repeat(1_900) + "}")
                        .code())
                .isEqualTo(StepAnswerReader.INVALID);
        assertThat(read("{\"text\": \"next\"}").text()).isEqualTo("next");
    }

    @Test
    void a_larger_answer_is_refused_with_the_setting() {
        assertThat(failure(" ".repeat(MAX_BYTES + 1)))
                .hasMessageContaining("runfolio.workflow.max-answer-bytes")
                .extracting(StepFailedException::code)
                .isEqualTo("answer_too_large");
        assertThat(read("{\"text\": \"" + "x".repeat(MAX_BYTES - 12) + "\"}").text())
                .hasSize(MAX_BYTES - 12);
    }

    @Test
    void an_error_of_the_endpoint_is_a_failure_with_its_code_and_delay() {
        StepFailedException failure = failure(
                "{\"error\": {\"code\": \"rate_limited\", \"message\": \"Bearer sk-abcdefghijklmnopqrstuvwxyz\","
                        + " \"retryable\": true, \"retryAfterSeconds\": 7}}");

        assertThat(failure.code()).isEqualTo("rate_limited");
        assertThat(failure.isRetryable()).isTrue();
        assertThat(failure.delay()).contains(Duration.ofSeconds(7));
        assertThat(failure.getMessage()).doesNotContain("abcdefghijkl");
        assertThat(failure("{\"error\": {\"message\": \"no\"}}").code()).isEqualTo("endpoint_failed");
    }

    @Test
    void output_of_a_program_is_text_unless_it_is_an_answer() {
        assertThat(output("Two lines\nof text\n", false).text()).isEqualTo("Two lines\nof text");
        assertThat(output("[1, 2]", false).text()).isEqualTo("[1, 2]");
        assertThat(output(" {\"text\": \"a\"}", false).text()).isEqualTo("a");
        assertThat(output("[1, 2]", true).json().size()).isEqualTo(2);
        assertThat(output("", true).json().isNull()).isTrue();
    }

    @Test
    void output_that_is_neither_text_nor_the_expected_json_is_refused() {
        assertThatThrownBy(() -> output("Two", true)).hasMessageContaining("no valid JSON");
        assertThatThrownBy(() -> output("{\"text\": ", false)).hasMessageContaining("no valid JSON");
        assertThatThrownBy(() -> reader.readOutput(new byte[] {(byte) 0xff, 1}, false, folder))
                .hasMessageContaining("UTF-8");
    }

    @Test
    void a_failed_program_may_name_its_error_in_its_output() {
        assertThat(reader.failure(bytes("{\"error\": {\"message\": \"no credit\"}}"), true))
                .hasValueSatisfying(failure -> assertThat(failure).hasMessage("no credit"));
        assertThat(reader.failure(bytes("{\"error\": 1}"), true)).isEmpty();
        assertThat(reader.failure(bytes("{\"err"), true)).isEmpty();
        assertThat(reader.failure(bytes("text"), true)).isEmpty();
    }

    private StepAnswer read(String answer) {
        return reader.read(bytes(answer), folder);
    }

    private StepAnswer output(String output, boolean expectsJson) {
        return reader.readOutput(bytes(output), expectsJson, folder);
    }

    private StepFailedException failure(String answer) {
        return catchThrowableOfType(StepFailedException.class, () -> read(answer));
    }

    private Path write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private List<Path> content() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.sorted().toList();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
