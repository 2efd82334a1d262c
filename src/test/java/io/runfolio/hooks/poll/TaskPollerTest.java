package io.runfolio.hooks.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.fetch.StatusClient;
import io.runfolio.hooks.adapter.ProviderAdapters;
import io.runfolio.hooks.poll.PollOutcome.Denied;
import io.runfolio.hooks.poll.PollOutcome.Ended;
import io.runfolio.hooks.poll.PollOutcome.Running;
import io.runfolio.hooks.poll.PollOutcome.Trouble;
import io.runfolio.hooks.poll.ProviderServer.Answer;
import io.runfolio.intake.PollTask;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.json.SecretMask;
import io.runfolio.settings.RunfolioSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests to a server that answers as a provider does. */
class TaskPollerTest {
    private static final Instant NOW = Instant.parse("2026-03-26T21:45:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofHours(1));
    private static final String ADAPTER =
            """
            description: test
            task-id: $.id
            status:
              - when: $.status
                map: {working: running, done: succeeded, broken: failed}
              - when: $.files
                state: succeeded
            outputs:
              - each: "$.files[*]"
                url: "@"
            errors: $.error
            poll:
              url: "{base-url}/tasks/{task-id}"
              result: $.result_url
              headers: {Authorization: "Key {key}"}
            """;

    @TempDir
    Path folder;

    private ProviderServer provider;
    private StatusClient client;
    private Path key;

    @BeforeEach
    void start() throws IOException {
        provider = new ProviderServer();
        client = new StatusClient(
                new StatusClient.Rules(List.of("127.0.0.1"), "runfolio.poll.allow-hosts", true),
                List.of("127.0.0.1"),
                2,
                1 << 20);
        Files.writeString(folder.resolve("mine.yaml"), ADAPTER);
        key = Files.writeString(folder.resolve("key"), "s3cret-0123456789\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    @AfterEach
    void stop() {
        client.close();
        provider.close();
    }

    private TaskPoller poller(String... more) {
        Map<String, String> values = new TreeMap<>(Map.of(
                "runfolio.providers",
                folder.toString(),
                "runfolio.poll.allow-hosts",
                "127.0.0.1",
                "runfolio.providers.mine.base-url",
                provider.url() + "/",
                "runfolio.providers.mine.key-file",
                key.toString()));
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        values.values().removeIf(String::isEmpty);
        RunfolioSettings settings = RunfolioSettings.from(values);
        ProviderAdapters adapters =
                new ProviderAdapters(settings.hooks().providers(), settings.event(), SecretMask.standard());
        return new TaskPoller(adapters, settings.poll(), client, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static PollTask task(String adapter, String url) {
        return new PollTask(
                adapter,
                "a/b 1",
                "my-model",
                Optional.ofNullable(url),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "poll");
    }

    private static final PollTask TASK = task("mine", null);
    private static final String PATH = "/tasks/a%2Fb%201";

    @Test
    void a_running_task_is_asked_for_with_the_key_from_its_file() {
        provider.on(PATH, Answer.of("{\"status\":\"working\"}"));
        assertThat(poller().poll(TASK, LONG_AGO)).isInstanceOf(Running.class);
        assertThat(provider.requests).containsExactly(new ProviderServer.Request(PATH, "Key s3cret-0123456789"));
    }

    @Test
    void a_task_that_has_ended_is_mapped_by_the_adapter() {
        provider.on(PATH, Answer.of("{\"status\":\"broken\",\"error\":\"no paint\"}"));
        assertThat(((Ended) poller().poll(TASK, LONG_AGO)).result())
                .containsEntry("status", "failed")
                .containsEntry("errors", List.of("no paint"));
    }

    @Test
    void a_result_with_an_address_of_its_own_is_read_there() {
        provider.on(PATH, Answer.of("{\"status\":\"done\",\"result_url\":\"" + provider.url() + "/r\"}"));
        provider.on("/r", Answer.of("{\"files\":[\"https://cdn.example/a.png\"]}"));
        Map<String, Object> result = ((Ended) poller().poll(TASK, LONG_AGO)).result();
        assertThat(result).containsEntry("status", "succeeded");
        assertThat(result.get("outputs").toString()).contains("https://cdn.example/a.png");
    }

    @Test
    void a_key_is_never_sent_to_a_host_that_an_answer_names() {
        provider.on(PATH, Answer.of("{\"status\":\"done\",\"result_url\":\"http://localhost:1/r\"}"));
        assertThat(((Ended) poller().poll(TASK, LONG_AGO)).result().toString()).contains("not a host of mine");
        assertThatThrownBy(() -> poller().check(task("mine", "https://evil.example/x")))
                .isInstanceOfSatisfying(
                        RefusedEventException.class, e -> assertThat(e.field()).isEqualTo("poll.url"));
    }

    @Test
    void a_wrong_or_missing_key_is_a_clear_refusal() throws IOException {
        provider.on(PATH, Answer.failing(401));
        assertThat(((Denied) poller().poll(TASK, LONG_AGO)).message())
                .contains("answered 401", "runfolio.providers.mine.key-file")
                .doesNotContain("s3cret");
        Files.writeString(key, "\n");
        assertThat(((Denied) poller().poll(TASK, LONG_AGO)).message()).contains("has no key in its first line");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(((Denied) poller().poll(TASK, LONG_AGO)).message()).contains("readable by others", "chmod 600");
        assertThat(new ProviderKeys(Map.of("mine", key, "none", folder.resolve("no-key"))).problems())
                .satisfiesExactly(mine -> assertThat(mine).contains("chmod 600"), none -> assertThat(none)
                        .contains("none.key-file does not exist"));
        assertThat(((Denied) poller("runfolio.providers.mine.key-file", "").poll(TASK, LONG_AGO)).message())
                .contains("name its file in runfolio.providers.mine.key-file");
    }

    @Test
    void temporary_failures_are_told_from_lasting_ones() {
        provider.on(
                PATH,
                new Answer(503, "", Map.of("Retry-After", "7")),
                Answer.failing(404),
                Answer.failing(404),
                Answer.of("<html>"),
                Answer.failing(400));
        assertThat(poller().poll(TASK, LONG_AGO))
                .isEqualTo(new Trouble("127.0.0.1 answered 503.", Optional.of(Duration.ofSeconds(7))));
        assertThat(poller().poll(TASK, NOW)).isInstanceOf(Trouble.class);
        assertThat(((Ended) poller().poll(TASK, LONG_AGO)).result().toString()).contains("answered 404");
        assertThat(poller().poll(TASK, LONG_AGO)).isInstanceOf(Trouble.class);
        assertThat(((Ended) poller().poll(TASK, LONG_AGO)).result().toString()).contains("answered 400: {\"detail\"");
        provider.close();
        assertThat(((Trouble) poller().poll(TASK, LONG_AGO)).detail()).contains("failed or broke off");
    }

    @Test
    void a_task_that_cannot_be_asked_for_is_refused_with_the_field() {
        assertThatThrownBy(() -> poller().check(task("none", null)))
                .isInstanceOf(RefusedEventException.class)
                .hasMessageContaining("which is not known: use one of bfl, comfyui")
                .hasMessageContaining("replicate");
        assertThatThrownBy(() -> poller().check(task("automatic1111", null))).hasMessageContaining("no poll block");
        assertThatThrownBy(() -> poller().check(task("google-veo", null)))
                .hasMessageContaining("`poll.url` is required");
        assertThatThrownBy(() -> poller().check(task("comfyui", null)))
                .hasMessageContaining("runfolio.providers.comfyui.base-url");
        poller().check(task("replicate", null));
        poller().check(task("bfl", "https://api.eu1.bfl.ai/v1/get_result?id=1"));
    }

    @Test
    void hosts_that_are_not_named_are_never_asked() {
        StatusClient other = new StatusClient(
                new StatusClient.Rules(List.of("api.example"), "runfolio.poll.allow-hosts", false),
                List.of(),
                1,
                1 << 20);
        try (other) {
            assertThatThrownBy(() -> other.get(java.net.URI.create("https://127.0.0.1/x"), Map.of()))
                    .hasMessageContaining("not named in runfolio.poll.allow-hosts");
            assertThatThrownBy(() -> other.get(java.net.URI.create(provider.url()), Map.of()))
                    .hasMessageContaining("is not https");
        }
    }
}
