package io.runfolio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.runfolio.LiveFiles;
import io.runfolio.TestWorkspace;
import io.runfolio.WorkerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sources by URL with real workers and a server on loopback. */
@Timeout(120)
class FetchIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String SECRET = "Zq9vT4secret7LmX2pw8";

    private static HttpServer server;
    private static final List<String> RANGES = new CopyOnWriteArrayList<>();
    private static final AtomicInteger BUSY = new AtomicInteger();
    private static volatile byte[] picture = new byte[0];
    private static volatile CountDownLatch half = new CountDownLatch(1);

    @TempDir
    Path folder;

    private TestWorkspace workspace;

    @BeforeAll
    static void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "server");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/ok.png", exchange -> answer(exchange, 200, picture));
        server.createContext("/gone.png", exchange -> answer(exchange, 410, new byte[0]));
        server.createContext("/never.png", exchange -> answer(exchange, 500, new byte[0]));
        server.createContext(
                "/busy.png", exchange -> answer(exchange, BUSY.incrementAndGet() == 1 ? 503 : 200, picture));
        server.createContext("/slow.png", FetchIT::breakOff);
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @BeforeEach
    void open() throws IOException {
        workspace = new TestWorkspace(folder);
        picture = Files.readAllBytes(workspace.writePicture("a.png", 600, 400, 1));
        half = new CountDownLatch(1);
        RANGES.clear();
    }

    @Test
    void files_come_by_url_or_have_a_reason_and_no_run_waits_for_another() throws Exception {
        String data = "data:image/png;base64," + Base64.getEncoder().encodeToString(picture);
        workspace.drop("never.json", event("never", url("/never.png")));
        workspace.drop("ok.json", event("ok", url("/ok.png") + "?X-Amz-Signature=" + SECRET + "&odd=" + SECRET));
        workspace.drop("gone.json", event("gone", url("/gone.png")));
        workspace.drop("busy.json", event("busy", url("/busy.png")));
        workspace.drop("refused.json", event("refused", "https://other.example/a.png?sig=" + SECRET));
        workspace.drop("data.json", event("data", data));
        workspace.drop("plain.json", TestWorkspace.event("plain", "succeeded", "a.png"));
        WorkerProcess worker = worker("8s", "worker", "--drain");
        await().atMost(SOON).until(() -> workspace.events(".done").contains("plain.json"));
        assertThat(worker.isAlive()).isTrue();
        assertThat(waiting()).as("it waits until its deadline").contains("never.json");
        assertThat(worker.waitFor()).isZero();

        assertThat(state("ok")).isEqualTo("ready");
        assertThat(state("busy")).isEqualTo("ready");
        assertThat(state("data")).isEqualTo("ready");
        assertThat(state("gone")).isEqualTo("source_expired");
        assertThat(state("refused")).isEqualTo("fetch_refused");
        assertThat(state("never")).isEqualTo("fetch_failed");
        for (String key : List.of("ok", "busy", "data")) {
            assertThat(bundle(key).resolve("original/output_01.png")).hasBinaryContent(picture);
            assertThat(bundle(key).resolve("web/output_01.webp")).isNotEmptyFile();
        }
        JsonNode asset = output("ok");
        assertThat(asset.get("source_url").asText()).isEqualTo(url("/ok.png"));
        assertThat(asset.get("source_path").asText()).isEqualTo(url("/ok.png"));
        assertThat(asset.get("original_filename").asText()).isEqualTo("ok.png");
        assertThat(output("data").get("source_path").asText())
                .isEqualTo("data:image/png (" + picture.length + " bytes)");
        assertThat(everyText()).doesNotContain(SECRET);
        assertThat(workspace.outputs.resolve(".runfolio/fetched")).isEmptyDirectory();
        assertThat(workspace.verify().findings()).isEmpty();
    }

    @Test
    void a_download_goes_on_where_a_killed_worker_left_it() throws Exception {
        workspace.drop("slow.json", event("slow", url("/slow.png")));
        WorkerProcess worker = worker("60s", "worker");
        half.await();
        await().atMost(SOON).until(() -> flushed() > 0);
        JsonNode row = status().get("parked").get(0);
        assertThat(row.get("event").asText()).isEqualTo("slow.json");
        assertThat(row.get("state").asText()).isEqualTo("fetching");
        assertThat(row.get("active").asBoolean()).isTrue();
        worker.kill();

        assertThat(worker("60s", "worker", "--drain").waitFor()).isZero();

        assertThat(bundle("slow").resolve("original/output_01.png")).hasBinaryContent(picture);
        assertThat(RANGES.get(0)).isEqualTo("none");
        assertThat(RANGES.get(RANGES.size() - 1)).matches("bytes=[1-9]\\d*-");
        assertThat(workspace.verify().findings()).isEmpty();
    }

    /** Sends half of the picture and waits, and the rest to those who ask for it. */
    private static void breakOff(HttpExchange exchange) throws IOException {
        String range = String.valueOf(exchange.getRequestHeaders().getFirst("Range"));
        RANGES.add(range.equals("null") ? "none" : range);
        exchange.getResponseHeaders().set("ETag", "\"v1\"");
        if (!range.equals("null")) {
            int from = Integer.parseInt(range.replaceAll("\\D", ""));
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (picture.length - 1) + "/" + picture.length);
            answer(exchange, 206, Arrays.copyOfRange(picture, from, picture.length));
            return;
        }
        exchange.sendResponseHeaders(200, picture.length);
        for (int at = 0; at < picture.length / 2; at += 50) {
            exchange.getResponseBody().write(picture, at, 50);
            exchange.getResponseBody().flush();
        }
        half.countDown();
        try {
            for (int at = (picture.length / 2 + 49) / 50 * 50; at < picture.length; at++) { // until the client is gone
                Thread.sleep(100);
                exchange.getResponseBody().write(picture, at, 1);
                exchange.getResponseBody().flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean has = status < 300;
        exchange.sendResponseHeaders(status, has ? body.length : -1);
        if (has) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private WorkerProcess worker(String deadline, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        for (String setting : List.of(
                "allow-hosts=127.0.0.1",
                "allow-private-hosts=127.0.0.1",
                "allow-http=true",
                "deadline=" + deadline,
                "retry-delay=200ms")) {
            all.addAll(List.of("--set", "runfolio.fetch." + setting));
        }
        return WorkerProcess.start(workspace, all.toArray(String[]::new));
    }

    private static String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static String event(String key, String source) {
        return "{\"status\":\"succeeded\",\"model_key\":\"m\",\"slug\":\"" + key + "\",\"idempotency_key\":\"" + key
                + "\",\"final_status_response\":{\"url\":\"" + source.replaceFirst("^data:.*", "")
                + "\"},\"outputs\":[{\"kind\":\"image\",\"role\":\"output\",\"source_path\":\"" + source + "\"}]}";
    }

    private List<String> waiting() {
        return texts(status().get("parked"), "event");
    }

    private static List<String> texts(JsonNode rows, String field) {
        List<String> texts = new ArrayList<>();
        rows.forEach(row -> texts.add(row.get(field).asText()));
        return texts;
    }

    private JsonNode status() {
        return CommandResult.runfolio(
                        "status",
                        "--json",
                        "--inbox",
                        workspace.inbox.toString(),
                        "--outputs",
                        workspace.outputs.toString())
                .json();
    }

    private long flushed() {
        try (Stream<Path> files = Files.walk(workspace.outputs.resolve(".runfolio/fetched"))) {
            long flushed = 0;
            for (Path file : files.filter(path -> path.toString().matches(".*[0-9a-f]{32}\\.json"))
                    .toList()) {
                flushed += JSON.readTree(file.toFile()).path("flushed").asLong();
            }
            return flushed;
        } catch (IOException e) {
            return 0;
        }
    }

    private Path bundle(String key) {
        return workspace.bundles().stream()
                .filter(path -> path.getFileName().toString().endsWith("_" + key))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode output(String key) throws IOException {
        return JSON.readTree(bundle(key).resolve("run.json").toFile())
                .get("outputs")
                .get(0);
    }

    /** Returns the code of the output, or its state if it has none. */
    private String state(String key) throws IOException {
        JsonNode extras = output(key).get("metadata").get("runfolio");
        return extras.path("code").asText(extras.path("state").asText());
    }

    private String everyText() {
        StringBuilder all = new StringBuilder();
        LiveFiles.read(folder)
                .values()
                .forEach(bytes -> all.append(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1)));
        return all.toString();
    }
}
