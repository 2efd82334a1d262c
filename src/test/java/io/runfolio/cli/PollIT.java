package io.runfolio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.LiveFiles;
import io.runfolio.TestWorkspace;
import io.runfolio.WorkerProcess;
import io.runfolio.hooks.poll.ProviderServer;
import io.runfolio.hooks.poll.ProviderServer.Answer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events that wait for tasks of a provider, with real workers and a server on loopback. */
@Timeout(180)
class PollIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String KEY = "r8_Zq9vT4secret7LmX2pw8";

    private static ProviderServer provider;

    @TempDir
    Path folder;

    private TestWorkspace workspace;

    @BeforeAll
    static void serve() throws IOException {
        provider = new ProviderServer();
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    @BeforeEach
    void open() throws IOException {
        workspace = new TestWorkspace(folder);
        workspace.writePicture("a.png", 60, 40, 1);
        provider.requests.clear();
        Files.createDirectories(folder.resolve("config/providers"));
        Path key = Files.writeString(folder.resolve("config/key"), KEY + "\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        for (String name : List.of("mine", "other")) {
            Files.writeString(
                    folder.resolve("config/providers/" + name + ".yaml"),
                    """
                    description: test
                    task-id: $.id
                    status:
                      - when: $.status
                        map: {processing: running, succeeded: succeeded, failed: failed}
                    seed: $.seed
                    outputs:
                      - each: "$.output[*]"
                        path: "@"
                      - each: "$.pictures[*]"
                        base64: "@"
                    errors: $.error
                    poll:
                      url: "{base-url}/tasks/{task-id}"
                      headers: {Authorization: "Bearer {key}"}
                    """);
        }
        Files.writeString(
                folder.resolve("config/application.properties"),
                """
                runfolio.poll.allow-hosts = 127.0.0.1
                runfolio.poll.interval = 1s
                runfolio.fetch.allow-http = true
                runfolio.fetch.allow-private-hosts = 127.0.0.1
                runfolio.providers = %s/config/providers
                runfolio.providers.mine.base-url = %s
                runfolio.providers.mine.key-file = %s/config/key
                runfolio.providers.other.base-url = %s
                runfolio.providers.other.key-file = %s/config/key
                """
                        .formatted(folder, provider.url(), folder, provider.url() + "/denied", folder));
    }

    private static String event(String key, String task, String poll) {
        return """
                {"idempotency_key": "%s", "status": "running", "model_key": "my-model", "prompts": {"raw": "a fox"},
                 "options": {"steps": 4}, "poll": {"adapter": "mine", "task_id": "%s"%s}}"""
                .formatted(key, task, poll);
    }

    private static Answer succeeded() {
        return Answer.of("{\"id\":\"t\",\"status\":\"succeeded\",\"seed\":7,\"output\":[\"media/a.png\"]}");
    }

    /** Returns a picture that cannot be compressed. */
    private static byte[] noise(int side) throws IOException {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int i = 0; i < side * side; i++) {
            image.setRGB(i % side, i / side, random.nextInt());
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        return png.toByteArray();
    }

    private static Answer processing() {
        return Answer.of("{\"id\":\"t\",\"status\":\"processing\"}");
    }

    @Test
    void tasks_are_asked_for_until_they_end_and_become_runs() throws Exception {
        provider.on("/tasks/good", processing(), succeeded());
        provider.on("/tasks/bad", Answer.of("{\"status\":\"failed\",\"error\":\"no paint\"}"));
        provider.on("/tasks/busy", new Answer(503, "", Map.of("Retry-After", "1")), Answer.failing(500), succeeded());
        provider.on("/tasks/never", processing());
        byte[] picture = noise(700);
        String base64 = Base64.getEncoder().encodeToString(picture);
        assertThat(base64.length()).as("larger than an event").isGreaterThan(1 << 20);
        provider.on("/tasks/embedded", Answer.of("{\"status\":\"succeeded\",\"pictures\":[\"" + base64 + "\"]}"));
        provider.on("/denied/tasks/t", Answer.failing(401));
        workspace.drop("good.json", event("good", "good", ""));
        workspace.drop("bad.json", event("bad", "bad", ""));
        workspace.drop("embedded.json", event("embedded", "embedded", ""));
        workspace.drop("busy.json", event("busy", "busy", ""));
        workspace.drop("never.json", event("never", "never", ", \"deadline\": \"5s\""));
        workspace.drop("denied.json", event("denied", "t", "").replace("mine", "other"));
        workspace.drop("unknown.json", event("unknown", "t", "").replace("mine", "nobody"));
        workspace.drop("plain.json", TestWorkspace.event("plain", "succeeded", "a.png"));
        WorkerProcess worker = WorkerProcess.start(workspace, "worker", "--drain");
        await().atMost(SOON).until(() -> status().get("parked").toString().contains("never.json"));
        JsonNode row = status().get("parked").get(0);
        assertThat(row.get("state").asText()).isEqualTo("polling");
        assertThat(worker.waitFor()).as("two were refused").isEqualTo(3);

        JsonNode good = run("good");
        assertThat(good.get("status").asText()).isEqualTo("succeeded");
        assertThat(good.at("/prompts/raw").asText()).isEqualTo("a fox");
        assertThat(good.at("/options/steps").asInt()).isEqualTo(4);
        assertThat(good.at("/options/seed").asInt()).isEqualTo(7);
        assertThat(good.at("/outputs/0/bytes").asLong()).isPositive();
        assertThat(good.at("/provider_trace/task_id").asText()).isEqualTo("t");
        assertThat(run("busy").get("status").asText()).isEqualTo("succeeded");
        assertThat(run("bad").get("errors").toString()).contains("no paint");
        assertThat(run("never").get("status").asText()).isEqualTo("failed");
        assertThat(run("never").get("errors").toString())
                .contains("did not end before", "runfolio.poll.deadline", "is working on never");
        assertThat(failure("denied")).contains("poll_denied", "runfolio.providers.other.key-file");
        assertThat(failure("unknown")).contains("bad_value", "poll.adapter", "bfl, comfyui");
        assertThat(workspace.events(".done"))
                .containsExactly("bad.json", "busy.json", "embedded.json", "good.json", "never.json", "plain.json");
        assertThat(run("embedded").at("/outputs/0/bytes").asLong()).isEqualTo(picture.length);
        assertThat(workspace.verify().findings()).isEmpty();
        assertThat(everyText()).doesNotContain(KEY);

        workspace.drop("again.json", event("good", "good", ""));
        assertThat(WorkerProcess.start(workspace, "worker", "--drain").waitFor())
                .isZero();
        assertThat(workspace.verify().bundles()).as("the same event is known").isEqualTo(6);
    }

    @Test
    void many_waiting_tasks_cost_no_threads_and_delay_no_run() throws Exception {
        provider.on("/tasks/never", processing());
        for (int i = 0; i < 500; i++) {
            workspace.drop("never-" + i + ".json", event("never-" + i, "never", ", \"interval\": \"20s\""));
        }
        WorkerProcess worker = WorkerProcess.start(workspace, "worker");
        await().atMost(SOON).until(() -> workspace.events(".waiting").size() >= 500);
        long threads = threads(worker);
        workspace.drop("plain.json", TestWorkspace.event("plain", "succeeded", "a.png"));
        await().atMost(SOON).until(() -> workspace.events(".done").contains("plain.json"));
        await().atMost(SOON).until(() -> provider.count("/tasks/never") > 5);
        assertThat(threads(worker)).isLessThan(threads + 30).isLessThan(150);
        worker.kill();
    }

    private static long threads(WorkerProcess worker) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + worker.pid() + "/task"))) {
            return tasks.count();
        }
    }

    private JsonNode status() throws IOException {
        StringWriter text = new StringWriter();
        new picocli.CommandLine(new io.runfolio.cli.command.StatusCommand())
                .setOut(new PrintWriter(text))
                .execute("--json", "--inbox", workspace.inbox.toString(), "--outputs", workspace.outputs.toString());
        return JSON.readTree(text.toString());
    }

    private JsonNode run(String key) throws IOException {
        for (Path bundle : workspace.bundles()) {
            JsonNode run = JSON.readTree(bundle.resolve("run.json").toFile());
            if (run.at("/source_metadata/runfolio/event_id").asText().equals(key)) {
                return run;
            }
        }
        throw new AssertionError("no run of " + key);
    }

    private String failure(String name) throws IOException {
        return Files.readString(workspace.inbox.resolve(".failed/" + name + ".error.json"));
    }

    private String everyText() throws IOException {
        List<String> texts = new ArrayList<>();
        for (Path root : List.of(workspace.outputs, workspace.inbox)) {
            LiveFiles.read(root)
                    .values()
                    .forEach(bytes -> texts.add(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1)));
        }
        Optional.of(folder.resolve("worker.log")).filter(Files::exists).ifPresent(log -> {
            try {
                texts.add(Files.readString(log));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        return String.join("\n", texts);
    }
}
