package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line's server: which ports it opens, and what is on them. */
class HttpProcessIT {
    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private TestWorkspace testWorkspace;
    private int port;
    private int management;

    @BeforeEach
    void ports() throws IOException {
        testWorkspace = new TestWorkspace(folder);
        port = TestPorts.free();
        management = TestPorts.free();
    }

    private WorkerProcess start(String... command) {
        List<String> arguments = Stream.concat(
                        Stream.of(command),
                        Stream.of(
                                "--set", "runfolio.min-free=1MiB",
                                "--set", "runfolio.http.port=" + port,
                                "--set", "runfolio.http.management-port=" + management))
                .toList();
        return WorkerProcess.start(testWorkspace, arguments.toArray(String[]::new));
    }

    private HttpResponse<String> get(int at, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Asks by hand, as a client of Java's would not send another Host. */
    private static String asked(int at, String path, String host) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", at)) {
            socket.setSoTimeout(10_000);
            String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private boolean answers(int at, String path) {
        try {
            return get(at, path).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_worker_with_http_opens_two_ports_on_the_loopback_interface_and_no_other() throws Exception {
        testWorkspace.drop("a.json", TestWorkspace.event("k", "succeeded"));
        WorkerProcess worker = start("worker", "--http");
        await().atMost(SOON).until(() -> answers(port, "/v1/health"));
        await().atMost(SOON).until(() -> get(port, "/v1/runs").body().contains("test-model"));

        assertThat(get(management, "/observe/health").body()).contains("\"status\"");
        assertThat(get(management, "/observe/metrics").body())
                .contains("runfolio_events_total{outcome=\"bundled\"} 1.0")
                .contains("runfolio_events_in_flight");
        assertThat(get(port, "/observe/metrics").statusCode()).isEqualTo(404);
        for (String path : List.of("/observe/metrics", "/observe/health", "/")) {
            assertThat(asked(management, path, "rebound.example:" + management)).startsWith("HTTP/1.1 403");
        }
        assertThat(asked(management, "/observe/metrics", "localhost:" + management))
                .startsWith("HTTP/1.1 200");
        assumeThat(Path.of("/proc/self/net/tcp")).exists();
        assertThat(listening(worker.pid())).containsExactlyInAnyOrder("127.0.0.1:" + port, "127.0.0.1:" + management);
        worker.stop();
    }

    @Test
    void five_hundred_waiting_events_never_make_a_starting_worker_unhealthy() throws Exception {
        for (int i = 0; i < 500; i++) {
            testWorkspace.drop("e" + i + ".json", TestWorkspace.event("k" + i, "failed"));
        }
        WorkerProcess worker = start("worker", "--http");
        await().atMost(SOON).until(() -> listens(management));
        HttpResponse<String> live = get(management, "/observe/health/live");
        assertThat(live.statusCode()).as(live.body()).isEqualTo(200);
        // it is not ready while its routes are being started
        await().atMost(SOON).until(() -> answers(management, "/observe/health/ready"));
        int looks = 0;
        while (testWorkspace.bundles().size() < 100) {
            for (String path : List.of("/observe/health", "/observe/health/live", "/observe/health/ready")) {
                HttpResponse<String> health = get(management, path);
                assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
                assertThat(health.body()).contains("\"UP\"").doesNotContain("DOWN");
            }
            looks++;
        }
        assertThat(looks).as("looks while there was a backlog").isPositive();
        worker.stop();
    }

    private boolean listens(int at) throws InterruptedException {
        try {
            get(at, "/observe/health/live");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void serve_answers_and_takes_no_events_from_the_inbox() throws Exception {
        testWorkspace.drop("a.json", TestWorkspace.event("k", "succeeded"));
        WorkerProcess server = start("serve");
        await().atMost(SOON).until(() -> answers(port, "/v1/health"));
        assertThat(get(port, "/v1/health").body()).contains("\"intake\":\"off\"");
        HttpResponse<String> accepted = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/events"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(TestWorkspace.event("sent", "failed")))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(get(management, "/observe/health").statusCode()).isEqualTo(200);
        server.stop();
        try (Stream<Path> waiting = Files.list(testWorkspace.inbox)) {
            assertThat(waiting.filter(file -> file.toString().endsWith(".json")))
                    .hasSize(2);
        }
    }

    @Test
    void an_event_whose_name_cannot_be_flushed_is_not_accepted() throws Exception {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        List<String> prefix = List.of(
                "strace",
                "-f",
                "-qq",
                "--seccomp-bpf",
                "-o",
                testWorkspace.root.resolve("strace.log").toString(),
                "-P",
                testWorkspace.inbox.toRealPath().toString(),
                "-e",
                "trace=fsync",
                "-e",
                "inject=fsync:error=EIO");
        WorkerProcess server = WorkerProcess.start(
                prefix,
                testWorkspace,
                "serve",
                "--set",
                "runfolio.http.port=" + port,
                "--set",
                "runfolio.http.traces=true",
                "--set",
                "runfolio.http.management-port=0");
        await().atMost(SOON).until(() -> answers(port, "/v1/health"));
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/events"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(TestWorkspace.event("sent", "failed")))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(testWorkspace.root.resolve("strace.log")).content().contains("EIO");
        server.children().forEach(ProcessHandle::destroyForcibly);
        server.waitFor();
    }

    /** Kills at the flush of the folder with the order: the file exists, and no response was sent. */
    @Test
    void an_order_whose_response_was_lost_exists_once_and_is_found_by_its_key() throws Exception {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        Files.createDirectories(testWorkspace.root.resolve("config/templates"));
        Files.copy(
                Path.of("samples", "templates", "poster.json"),
                testWorkspace.root.resolve("config/templates/poster.json"));
        Path orders = Files.createDirectories(testWorkspace.root.resolve("orders"));
        List<String> killer = List.of(
                "strace",
                "-f",
                "-qq",
                "-o",
                testWorkspace.root.resolve("strace.log").toString(),
                "-P",
                orders.toRealPath().toString(),
                "-e",
                "trace=fsync",
                "-e",
                "inject=fsync:signal=SIGKILL");
        String[] serve = {"serve", "--set", "runfolio.http.port=" + port, "--set", "runfolio.http.management-port=0"};
        WorkerProcess first = WorkerProcess.start(killer, testWorkspace, serve);
        await().atMost(SOON).until(() -> answers(port, "/v1/health"));
        assertThatThrownBy(this::order).isInstanceOf(IOException.class);
        first.waitFor();

        WorkerProcess second = WorkerProcess.start(testWorkspace, serve);
        await().atMost(SOON).until(() -> answers(port, "/v1/health"));
        HttpResponse<String> again = order();
        assertThat(again.statusCode()).as(again.body()).isEqualTo(201);
        second.stop();
        try (Stream<Path> files = Files.walk(orders)) {
            List<Path> left = files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(orders.resolve(".runfolio")))
                    .toList();
            assertThat(left).hasSize(1);
            assertThat(again.body())
                    .contains(left.get(0).getFileName().toString().replace(".json", ""));
        }
    }

    private HttpResponse<String> order() throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/runs"))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", "once")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"templateId\":\"poster\",\"intake\":{\"prompt\":\"a fox\"}}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void without_tokens_a_server_on_the_network_does_not_start() {
        WorkerProcess server = start("serve", "--set", "runfolio.http.host=0.0.0.0");
        assertThat(server.waitFor()).isEqualTo(4);
        assertThat(testWorkspace.root.resolve("worker.log")).content().contains("runfolio token create");
    }

    /** Addresses that a process listens on, from the tables of the system. */
    private static Set<String> listening(long pid) throws IOException {
        Path proc = Path.of("/proc", String.valueOf(pid));
        Set<String> sockets = new HashSet<>();
        try (Stream<Path> handles = Files.list(proc.resolve("fd"))) {
            for (Path handle : handles.toList()) {
                if (Files.isSymbolicLink(handle)) {
                    sockets.add(Files.readSymbolicLink(handle).toString());
                }
            }
        }
        Set<String> addresses = new TreeSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            for (String line : Files.readAllLines(proc.resolve(table))) {
                String[] words = line.strip().split("\\s+");
                if (words.length > 9 && words[3].equals("0A") && sockets.contains("socket:[" + words[9] + "]")) {
                    addresses.add(address(words[1]));
                }
            }
        }
        return addresses;
    }

    /** Returns an address of the tables: little-endian words of four bytes, IPv4 also in IPv6. */
    private static String address(String words) {
        String host = words.substring(0, words.indexOf(':'));
        String four = host.substring(host.length() - 8);
        boolean mapped = host.length() == 8 || host.startsWith("0000000000000000FFFF0000");
        String name = mapped
                ? Integer.parseInt(four.substring(6, 8), 16) + "." + Integer.parseInt(four.substring(4, 6), 16) + "."
                        + Integer.parseInt(four.substring(2, 4), 16) + "." + Integer.parseInt(four.substring(0, 2), 16)
                : host;
        return name + ":" + Integer.parseInt(words.substring(words.indexOf(':') + 1), 16);
    }
}
