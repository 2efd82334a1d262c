package io.runfolio.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.json.SecretMask;
import io.runfolio.run.RunRequest;
import io.runfolio.settings.RunfolioSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events that wait for a task of a provider, and the result that is written into them. */
class PolledEventsTest {
    private static final RunfolioSettings SETTINGS = RunfolioSettings.from(Map.of("runfolio.event.max-bytes", "8192"));
    private static final String EVENT =
            """
            {"status": "running", "model_key": "m", "tags": ["mine"], "options": {"seed": 1, "steps": 4},
             "poll": {"adapter": "bfl", "task_id": "t-1", "interval": "10s", "deadline": "2h"}}""";

    private final EventReader reader = new EventReader(SETTINGS.event(), new SourceRoots(List.of(Path.of("/"))));
    private final PolledEvents polled = new PolledEvents(SETTINGS.event());

    private RunEvent read(String event) {
        return reader.read(event.getBytes(StandardCharsets.UTF_8));
    }

    private RunEvent withResult(String event, Map<String, Object> result) {
        return reader.read(polled.withResult(event.getBytes(StandardCharsets.UTF_8), result));
    }

    @Test
    void the_block_of_a_running_event_is_a_task() {
        PollTask task = read(EVENT).poll().orElseThrow();
        assertThat(task.adapter()).isEqualTo("bfl");
        assertThat(task.interval()).contains(Duration.ofSeconds(10));
        assertThat(task.patience()).contains(Duration.ofHours(2));
        assertThat(read(EVENT).request().warnings()).isEmpty();
        assertThat(read(EVENT.replace("2h", "2026-03-26T22:00:00Z"))
                        .poll()
                        .orElseThrow()
                        .deadline())
                .contains(Instant.parse("2026-03-26T22:00:00Z"));
    }

    @Test
    void a_result_changes_neither_the_identity_nor_the_digest() {
        String cloud =
                """
                {"specversion": "1.0", "id": "1", "source": "s", "type": "runfolio.run.completed", "data": %s}"""
                        .formatted(EVENT);
        for (String event :
                List.of(EVENT, cloud, EVENT.replace("{\"status\"", "{\"idempotency_key\": \"k\", \"status\""))) {
            RunEvent before = read(event);
            RunEvent after = withResult(event, Map.of("status", "succeeded"));
            assertThat(after.eventId()).isEqualTo(before.eventId());
            assertThat(after.digest()).isEqualTo(before.digest());
            assertThat(after.poll()).isEmpty();
            assertThat(reader.strictIdentity(
                                    polled.withResult(event.getBytes(StandardCharsets.UTF_8), Map.of("status", "x")))
                            .digest())
                    .isEqualTo(before.digest());
        }
        assertThat(read(EVENT).eventId()).isEqualTo("bfl:t-1");
    }

    @Test
    void an_event_reports_a_task_if_its_identity_is_the_task_or_it_is_from_a_webhook() {
        String named = EVENT.replace("{\"status\"", "{\"idempotency_key\": \"%s\", \"status\"");
        assertThat(read(EVENT).isTaskReport()).isTrue();
        assertThat(read(named.formatted("bfl:t-1")).isTaskReport()).isTrue();
        assertThat(read(named.formatted("my-key")).isTaskReport()).isFalse();
        assertThat(withResult(EVENT, Map.of("status", "succeeded")).isTaskReport())
                .isTrue();
        assertThat(
                        read("""
                {"status": "failed", "model_key": "m", "idempotency_key": "bfl:t-1",
                 "source_metadata": {"hook": "bfl"}}""")
                                .isTaskReport())
                .isTrue();
        assertThat(read("{\"status\": \"failed\", \"model_key\": \"m\", \"idempotency_key\": \"bfl:t-1\"}")
                        .isTaskReport())
                .isFalse();
    }

    @Test
    void fields_of_the_sender_count_before_those_of_the_provider() {
        RunRequest request = withResult(
                        EVENT,
                        Map.of(
                                "status", "failed",
                                "model_key", "other",
                                "options", Map.of("seed", 9, "width", 64),
                                "tags", List.of("theirs"),
                                "errors", List.of("no paint"),
                                "outputs", List.of(Map.of("kind", "image", "source_path", "/a.png", "role", "output"))))
                .request();
        assertThat(request.status()).isEqualTo("failed");
        assertThat(request.modelKey()).isEqualTo("m");
        assertThat(request.options())
                .containsEntry("seed", 1)
                .containsEntry("steps", 4)
                .containsEntry("width", 64);
        assertThat(request.tags()).containsExactly("mine", "theirs");
        assertThat(request.errors()).containsExactly("no paint");
        assertThat(request.outputs()).hasSize(1);
    }

    @Test
    void a_result_that_is_too_large_is_shortened_then_a_failure() {
        Map<String, Object> answer = Map.of("status", "succeeded", "final_status_response", "x".repeat(9_000));
        RunRequest shortened = withResult(EVENT, answer).request();
        assertThat(shortened.status()).isEqualTo("succeeded");
        assertThat(shortened.warnings()).singleElement().asString().contains("runfolio.event.max-bytes");
        RunRequest failed = withResult(EVENT, Map.of("status", "succeeded", "notes", "x".repeat(9_000)))
                .request();
        assertThat(failed.status()).isEqualTo("failed");
        assertThat(failed.errors()).singleElement().asString().contains("runfolio.event.max-bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"interval\": \"10s\"', '\"interval\": \"1ms\"', poll.interval",
        "'\"deadline\": \"2h\"', '\"deadline\": \"soon\"', poll.deadline",
        "'\"deadline\": \"2h\"', '\"url\": \"ftp://x\"', poll.url",
        "'\"deadline\": \"2h\"', '\"url\": \"https://ada@x/\"', poll.url",
        "'\"adapter\": \"bfl\"', '\"adapter\": \"No Such\"', poll.adapter",
        "'\"task_id\": \"t-1\"', '\"task_id\": \"\"', poll.task_id",
    })
    void a_wrong_block_is_refused_with_the_field(String right, String wrong, String field) {
        assertThatThrownBy(() -> read(EVENT.replace(right, wrong)))
                .isInstanceOfSatisfying(
                        RefusedEventException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void a_running_event_without_a_block_is_refused_as_not_final() {
        assertThatThrownBy(() -> read("{\"status\": \"queued\", \"model_key\": \"m\"}"))
                .isInstanceOfSatisfying(RefusedEventException.class, e -> {
                    assertThat(e.code()).isEqualTo("not_final");
                    assertThat(e).hasMessageContaining("with a poll block");
                });
        assertThat(read(EVENT.replace("running", "succeeded")).poll()).isEmpty();
    }

    @Test
    void a_masked_event_keeps_the_identity_of_its_task_and_no_query_of_a_link() {
        String link = "https://cdn.example/a.png?anything=private";
        String cloud =
                """
                {"specversion": "1.0", "id": "1", "source": "s", "type": "runfolio.run.completed", "data": %s}"""
                        .formatted(EVENT);
        Map<String, Object> result = Map.of(
                "status", "succeeded",
                "outputs", List.of(Map.of("kind", "image", "role", "output", "source_url", link)),
                "final_status_response", Map.of("sample", link));
        for (String event : List.of(EVENT, cloud)) {
            byte[] done = polled.withResult(event.getBytes(StandardCharsets.UTF_8), result);

            byte[] masked =
                    EventMasking.masked(done, SecretMask.of(true, List.of())).orElseThrow();

            assertThat(new String(masked, StandardCharsets.UTF_8)).doesNotContain("private");
            assertThat(reader.read(masked).eventId()).isEqualTo(read(event).eventId());
        }
    }
}
