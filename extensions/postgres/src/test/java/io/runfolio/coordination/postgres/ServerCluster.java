package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestPorts;
import io.runfolio.TestWorkspace;
import io.runfolio.api.OpenApiContract;
import io.runfolio.api.Scope;
import io.runfolio.api.security.TokenFile;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Two server processes on one database and one folder; answers are checked against the contract. */
final class ServerCluster implements AutoCloseable {
    static final int A = 0;
    static final int B = 1;

    final StoppableServer database = new StoppableServer();
    final TestWorkspace workspace;
    final Path tokens;
    final String token;
    private final WorkerProcesses processes;
    private final List<Process> servers = new ArrayList<>();
    private final List<Integer> ports = List.of(TestPorts.free(), TestPorts.free());
    private final HttpClient client = HttpClient.newHttpClient();

    ServerCluster(Path folder) throws IOException {
        database.reset();
        workspace = new TestWorkspace(folder);
        Path poster = Path.of("..", "..", "samples", "templates", "poster.json");
        Files.copy(poster, Files.createDirectories(folder.resolve("templates")).resolve("poster.json"));
        processes = new WorkerProcesses(workspace, database.url());
        tokens = folder.resolve("tokens.json");
        token = newToken("ada");
        servers.add(serve(A));
        servers.add(serve(B));
        awaitUp(A);
        awaitUp(B);
    }

    String newToken(String name) {
        return new TokenFile(tokens).create(name, EnumSet.of(Scope.READ, Scope.REVIEW, Scope.SUBMIT, Scope.SHARE));
    }

    private List<String> settings() {
        return List.of(
                "runfolio.catalog.url=" + database.url(),
                "runfolio.catalog.user=postgres",
                "runfolio.http.tokens-file=" + tokens,
                "runfolio.templates=" + workspace.root.resolve("templates"),
                "runfolio.orders=" + workspace.root.resolve("orders"),
                "runfolio.http.trusted-proxies=127.0.0.1",
                "runfolio.http.management-port=0");
    }

    private Process serve(int server) throws IOException {
        List<String> all = new ArrayList<>(settings());
        all.add("runfolio.http.port=" + ports.get(server));
        return processes.start("serve", all);
    }

    private void awaitUp(int server) {
        await().atMost(WorkerProcesses.SOON)
                .ignoreExceptions()
                .until(() -> get(server, "/v1/health").statusCode() == 200);
    }

    void kill(int server) throws InterruptedException {
        servers.get(server).destroyForcibly().waitFor();
    }

    void startAgain(int server) throws IOException {
        servers.set(server, serve(server));
        awaitUp(server);
    }

    /** Runs a command with the settings of the servers and returns its exit code. */
    int run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(workspace.options());
        Stream.concat(
                        settings().stream(),
                        Stream.concat(
                                WorkerProcesses.SETTINGS.entrySet().stream()
                                        .map(one -> one.getKey() + "=" + one.getValue()),
                                Stream.of("runfolio.coordination.postgres.url=" + database.url())))
                .forEach(setting -> all.addAll(List.of("--set", setting)));
        return RunfolioCommand.execute(all.toArray(String[]::new));
    }

    /** Bundles an event with one picture of its own, and returns the id of its artifact. */
    String bundle(String key) {
        workspace.writePicture(key + ".png", 64, 48, key.hashCode());
        HttpResponse<String> sent =
                post(A, "/v1/events", TestWorkspace.event(key, "succeeded", key + ".png"), "Authorization", bearer());
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(202);
        assertThat(run("worker", "--drain")).isZero();
        String run = workspace.bundleOf(key).getFileName().toString();
        return await().atMost(WorkerProcesses.SOON)
                .until(() -> artifactOf(run), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<String> artifactOf(String run) {
        for (JsonNode one :
                json(get(B, "/v1/artifacts", "Authorization", bearer())).get("items")) {
            if (one.get("runId").asText().equals(run)) {
                return Optional.of(one.get("id").asText());
            }
        }
        return Optional.empty();
    }

    String bearer() {
        return "Bearer " + token;
    }

    /** Signs in and returns the cookie. */
    String signIn(int server, String with) {
        HttpResponse<String> opened = post(server, "/v1/session", "", "Authorization", "Bearer " + with);
        assertThat(opened.statusCode()).as(opened.body()).isEqualTo(200);
        return opened.headers().firstValue("set-cookie").orElseThrow().replaceFirst(";.*", "");
    }

    int status(int server, String cookie) {
        return get(server, "/v1/artifacts", "Cookie", cookie).statusCode();
    }

    HttpResponse<String> get(int server, String path, String... headers) {
        return send(server, path, "GET", "", headers);
    }

    HttpResponse<String> post(int server, String path, String json, String... headers) {
        String[] all = json.isEmpty() || Arrays.asList(headers).contains("Content-Type")
                ? headers
                : Stream.concat(Stream.of("Content-Type", "application/json"), Arrays.stream(headers))
                        .toArray(String[]::new);
        return send(server, path, "POST", json, all);
    }

    HttpResponse<String> send(int server, String path, String method, String body, String... headers) {
        HttpResponse<String> answer = send(server, path, method, body, HttpResponse.BodyHandlers.ofString(), headers);
        OpenApiContract.shared().check(answer, answer.body().getBytes(StandardCharsets.UTF_8));
        return answer;
    }

    <T> HttpResponse<T> send(
            int server, String path, String method, String body, HttpResponse.BodyHandler<T> as, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(server, path))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(WorkerProcesses.SOON)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return client.send(request.build(), as);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    URI uri(int server, String path) {
        return URI.create("http://127.0.0.1:" + ports.get(server) + path);
    }

    static JsonNode json(HttpResponse<String> answer) {
        return TestWorkspace.parse(answer.body());
    }

    static String error(HttpResponse<String> answer) {
        return json(answer).at("/detail/error").asText();
    }

    List<String> rows(String sql) {
        return TestServer.rows(database.url(), sql);
    }

    @Override
    public void close() throws IOException {
        processes.close();
        Backends.disconnect();
        database.close();
    }
}
