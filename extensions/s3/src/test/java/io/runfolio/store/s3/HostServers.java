package io.runfolio.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.ServerProcess;
import io.runfolio.TestPorts;
import io.runfolio.TestWorkspace;
import io.runfolio.api.OpenApiContract;
import io.runfolio.cli.CommandResult;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Servers of two hosts that share a bucket and a database. Answers are checked by the contract. */
final class HostServers implements AutoCloseable {
    static final int A = 0;
    static final int B = 1;
    static final Duration SOON = Duration.ofMinutes(2);

    final EmbeddedPostgres database;
    private final S3Server store;
    private final List<TestWorkspace> hosts;
    private final List<Integer> ports = List.of(TestPorts.free(), TestPorts.free());
    private final List<Process> servers = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();

    HostServers(Path folder) throws IOException {
        store = S3Server.s3proxy(folder.resolve("server"));
        database = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
        store.awaitReady();
        hosts = List.of(new TestWorkspace(folder.resolve("first")), new TestWorkspace(folder.resolve("second")));
    }

    TestWorkspace host(int server) {
        return hosts.get(server);
    }

    private Map<String, String> map(int server) {
        Map<String, String> settings = new HashMap<>(store.settings());
        settings.putAll(Map.of(
                "runfolio.store", "s3",
                "runfolio.store.address", "s3://" + S3Server.BUCKET + "/servers",
                "runfolio.store.interval", "200ms",
                "runfolio.coordination", "postgres",
                "runfolio.coordination.postgres.lease", "2s",
                "runfolio.coordination.postgres.user", "postgres",
                "runfolio.coordination.postgres.url", url(),
                "runfolio.http.port", String.valueOf(ports.get(server))));
        Path root = host(server).root;
        settings.putAll(Map.of(
                "runfolio.templates", root.resolve("templates").toString(),
                "runfolio.orders", root.resolve("orders").toString(),
                "runfolio.workflow.runs", root.resolve("runs").toString()));
        return settings;
    }

    String url() {
        return "jdbc:postgresql://localhost:" + database.getPort() + "/postgres";
    }

    RunfolioSettings settings(int server) {
        return host(server)
                .settings(map(server).entrySet().stream()
                        .flatMap(setting -> Stream.of(setting.getKey(), setting.getValue()))
                        .toArray(String[]::new));
    }

    private List<String> options(int server) {
        List<String> options = new ArrayList<>(host(server).options());
        map(server).forEach((key, value) -> options.addAll(List.of("--set", key + "=" + value)));
        return options;
    }

    /** Runs a command on the host of a server. */
    int run(int server, String... words) {
        List<String> command = new ArrayList<>(List.of(words));
        command.addAll(options(server));
        return RunfolioCommand.execute(command.toArray(String[]::new));
    }

    /** Starts the server of a host, without waiting for it; the file {@code server.log} of the host has its output. */
    void start(int server, String... more) throws IOException {
        List<String> command = new ArrayList<>(ServerProcess.java(
                ServerProcess.classPathWithoutTests(),
                List.of("-Xmx256m", "-Djava.io.tmpdir=" + host(server).temporary),
                List.of(RunfolioCommand.class.getName(), "serve")));
        command.addAll(List.of(more));
        command.addAll(options(server));
        servers.add(new ProcessBuilder(command)
                .directory(host(server).root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(server).toFile()))
                .start());
    }

    private Path log(int server) {
        return host(server).root.resolve("server.log");
    }

    String output(int server) {
        try {
            return Files.readString(log(server));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitUp(int server) {
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> get(server, "/v1/health", "").statusCode() == 200);
    }

    /** Creates a token by the command on a host. */
    String newToken(int server, String name, String scopes) {
        CommandResult created = CommandResult.runfolio(
                Stream.concat(Stream.of("token", "create", name, "--scope", scopes), options(server).stream())
                        .toArray(String[]::new));
        assertThat(created.code()).as(created.err()).isZero();
        return created.out().strip();
    }

    /** Signs in and returns the cookie. */
    String signIn(int server, String with) {
        HttpResponse<String> opened = post(server, "/v1/session", with, "");
        assertThat(opened.statusCode()).as(opened.body()).isEqualTo(200);
        return opened.headers().firstValue("set-cookie").orElseThrow().replaceFirst(";.*", "");
    }

    void kill(int started) throws InterruptedException {
        servers.get(started).destroyForcibly().waitFor();
    }

    HttpResponse<String> get(int server, String path, String token) {
        return send(server, "GET", path, token, "");
    }

    HttpResponse<String> post(int server, String path, String token, String json, String... headers) {
        return send(server, "POST", path, token, json, headers);
    }

    /** Sends a request, with a token unless it is empty. */
    HttpResponse<String> send(int server, String method, String path, String token, String json, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(server) + path))
                .timeout(SOON)
                .method(
                        method,
                        json.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(json));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (!json.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            OpenApiContract.shared().check(answer, answer.body().getBytes(StandardCharsets.UTF_8));
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Uploads a file in one request. */
    HttpResponse<String> upload(int server, String token, byte[] bytes) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + ports.get(server) + "/v1/uploads"))
                .timeout(SOON)
                .header("Authorization", "Bearer " + token)
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Length", String.valueOf(bytes.length))
                .header("Content-Type", "application/offset+octet-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the folder in which the store keeps the objects. */
    Path objects() {
        return store.objects().resolve("servers");
    }

    static JsonNode json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return TestWorkspace.parse(answer.body());
    }

    List<String> rows(String sql) {
        try (Connection connection = database.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(found.getString(1));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void execute(String sql) {
        try (Connection connection = database.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        servers.forEach(Process::destroyForcibly);
        Backends.disconnect();
        store.close();
        database.close();
    }
}
