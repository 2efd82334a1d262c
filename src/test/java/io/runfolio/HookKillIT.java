package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.hooks.poll.ProviderServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A webhook that was answered is on disk with its pictures, whatever happens to the server then. */
class HookKillIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String SECRET = "studio-secret-0123456789";

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    private int post(int port, String body) throws InterruptedException {
        return post(port, "webui", body);
    }

    private int post(int port, String hook, String body) throws InterruptedException {
        try {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/hooks/" + hook))
                                    .header("Content-Type", "application/json")
                                    .header("Authorization", "Bearer " + SECRET)
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    @Test
    void a_server_that_is_killed_after_its_answer_has_lost_nothing() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        byte[] picture = Files.readAllBytes(workspace.writePicture("a.png", 900, 900, 4));
        assertThat(picture.length).isGreaterThan(32 << 10);
        Path secret = Files.writeString(folder.resolve("secret"), SECRET);
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        int port = TestPorts.free();
        String body = "{\"images\":[\"" + Base64.getEncoder().encodeToString(picture)
                + "\"],\"parameters\":{\"prompt\":\"a disc\"}}";
        WorkerProcess server = WorkerProcess.start(
                workspace,
                Stream.of(
                                "serve",
                                "runfolio.min-free=1MiB",
                                "runfolio.http.max-body=4MiB",
                                "runfolio.http.management-port=0",
                                "runfolio.http.port=" + port,
                                "runfolio.hooks.webui.adapter=automatic1111",
                                "runfolio.hooks.webui.scheme=token",
                                "runfolio.hooks.webui.secret-file=" + secret)
                        .flatMap(word -> word.contains("=") ? Stream.of("--set", word) : Stream.of(word))
                        .toArray(String[]::new));

        await().atMost(SOON).until(() -> post(port, body) == 202);
        server.kill();

        assertThat(workspace.events("")).hasSize(1);
        assertThat(workspace.drain("--set", "runfolio.min-free=1MiB")).isZero();
        assertThat(workspace.bundles()).hasSize(1);
        JsonNode run = TestWorkspace.json(workspace.bundles().get(0).resolve("run.json"));
        assertThat(run.at("/outputs/0/metadata/runfolio/state").asText()).isEqualTo("ready");
        assertThat(workspace.bundles().get(0).resolve("original/output_01.png")).hasBinaryContent(picture);
    }

    @Test
    void a_kill_after_a_webhook_of_a_polled_task_leaves_one_run_with_its_result() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        Path secret = Files.writeString(folder.resolve("secret"), SECRET);
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        int port = TestPorts.free();
        try (ProviderServer provider = new ProviderServer()) {
            provider.on("/history/t1", ProviderServer.Answer.of("{}"));
            String[] polling = Stream.of(
                            "runfolio.min-free=1MiB",
                            "runfolio.poll.allow-hosts=127.0.0.1",
                            "runfolio.poll.interval=1s",
                            "runfolio.fetch.allow-http=true",
                            "runfolio.fetch.allow-private-hosts=127.0.0.1",
                            "runfolio.providers.comfyui.base-url=" + provider.url(),
                            "runfolio.http.management-port=0",
                            "runfolio.http.port=" + port,
                            "runfolio.hooks.comfy.adapter=comfyui",
                            "runfolio.hooks.comfy.scheme=token",
                            "runfolio.hooks.comfy.secret-file=" + secret)
                    .flatMap(word -> Stream.of("--set", word))
                    .toArray(String[]::new);
            workspace.drop(
                    "a.json",
                    """
                    {"status": "running", "model_key": "m", "poll": {"adapter": "comfyui", "task_id": "t1"}}""");
            WorkerProcess worker = WorkerProcess.start(
                    workspace,
                    Stream.concat(Stream.of("worker", "--http"), Stream.of(polling))
                            .toArray(String[]::new));
            await().atMost(SOON).until(() -> !provider.requests.isEmpty());
            String body =
                    """
                    {"t1": {"prompt": [1, "t1", {}, {}, []], "outputs": {}, "status": {"status_str": "error",
                     "messages": [["execution_error", {"exception_message": "no paint"}]]}}}""";
            await().atMost(SOON).until(() -> post(port, "comfy", body) == 202);
            worker.kill();

            assertThat(workspace.drain(polling)).isZero();
        }
        assertThat(workspace.bundles()).hasSize(1);
        assertThat(Files.readString(workspace.bundles().get(0).resolve("run.json")))
                .contains("no paint");
        assertThat(workspace.events(".failed")).isEmpty();
        assertThat(workspace.events(".waiting")).isEmpty();
        assertThat(workspace.verify().findings()).isEmpty();
    }
}
