package io.runfolio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.TestPorts;
import io.runfolio.TestWorkspace;
import io.runfolio.WorkerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Share links of one outputs folder that several server processes serve, and commands change. */
class SharedProcessesIT {
    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private TestWorkspace workspace;

    private CommandResult run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(workspace.options());
        return CommandResult.runfolio(all.toArray(String[]::new));
    }

    private WorkerProcess serve(int port) {
        WorkerProcess server = WorkerProcess.start(
                workspace, "serve", "--set", "runfolio.http.port=" + port, "--set", "runfolio.http.management-port=0");
        await().atMost(SOON).until(() -> status(port, "/v1/health") == 200);
        return server;
    }

    private int status(int port, String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String share(String id) {
        String url = run("share", id).out().strip();
        return url.substring(url.indexOf("/s/"));
    }

    @Test
    void a_revocation_reaches_every_process_and_outlives_a_kill() throws Exception {
        workspace = new TestWorkspace(folder);
        workspace.writePicture("a.png", 64, 48, 1);
        workspace.drop("one.json", TestWorkspace.event("one", "succeeded", "a.png"));
        assertThat(run("worker", "--drain").code()).isZero();
        String id = run("search", "--json").json().at("/items/0/id").asText();
        int first = TestPorts.free();
        int second = TestPorts.free();
        WorkerProcess one = serve(first);
        WorkerProcess other = serve(second);
        String ended = share(id);
        String kept = share(id);
        for (int port : List.of(first, second)) {
            assertThat(status(port, ended)).isEqualTo(200);
            assertThat(status(port, kept + "/files/1/web")).isEqualTo(200);
        }
        String shareId = run("share", "list", "--json").json().at("/1/id").asText();

        assertThat(run("share", "revoke", shareId).code()).isZero();

        assertThat(status(first, ended)).isEqualTo(410);
        assertThat(status(second, ended + "/files/1/web")).isEqualTo(410);
        assertThat(status(first, kept)).isEqualTo(200);
        other.kill();
        other = serve(second);
        assertThat(status(second, ended)).isEqualTo(410);
        assertThat(status(second, kept)).isEqualTo(200);
        one.stop();
        other.stop();
        assertThat(run("share", "list", "--json").json().at("/0/views").asInt()).isEqualTo(2);
    }
}
