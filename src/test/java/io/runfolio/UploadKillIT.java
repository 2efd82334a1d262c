package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads to a worker that is killed in the middle, by hand and by the client library of the protocol. */
class UploadKillIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String CLIENT = "tus-js-client@4.3.1";
    private static final int BYTES = 40 << 20;

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private TestWorkspace testWorkspace;
    private Path picture;
    private int port;
    private WorkerProcess worker;

    @BeforeEach
    void start() throws IOException {
        testWorkspace = new TestWorkspace(folder.resolve("worker"));
        byte[] png = Files.readAllBytes(testWorkspace.writePicture("one.png", 64, 48, 1));
        picture = Files.write(folder.resolve("large.png"), Arrays.copyOf(png, BYTES));
        port = TestPorts.free();
        restart();
    }

    @AfterEach
    void stop() {
        worker.kill();
    }

    private void restart() {
        worker = WorkerProcess.start(
                testWorkspace,
                "worker",
                "--http",
                "--set",
                "runfolio.min-free=1MiB",
                "--set",
                "runfolio.http.management-port=0",
                "--set",
                "runfolio.http.port=" + port);
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> send("GET", "/v1/health", new byte[0]).statusCode() == 200);
    }

    private HttpResponse<String> send(String method, String target, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
                .header("Tus-Resumable", "1.0.0")
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        return client.send(builder.build(), HttpResponse.BodyHandlers.ofString());
    }

    private long offset(String upload) throws IOException, InterruptedException {
        return Long.parseLong(send("HEAD", upload, new byte[0])
                .headers()
                .firstValue("upload-offset")
                .orElseThrow());
    }

    private void sendEvent(String upload) throws Exception {
        String id = upload.substring(upload.lastIndexOf('/') + 1);
        String event = "{\"status\":\"succeeded\",\"model_key\":\"m\",\"idempotency_key\":\"k\",\"outputs\":[{\"kind\":"
                + "\"image\",\"role\":\"output\",\"source_path\":\"upload:" + id + "\"}]}";
        assertThat(send(
                                "POST",
                                "/v1/events",
                                event.getBytes(StandardCharsets.UTF_8),
                                "Content-Type",
                                "application/json")
                        .statusCode())
                .isEqualTo(202);
    }

    private void assertBundled() throws Exception {
        await().atMost(SOON).until(() -> testWorkspace.bundles().size() == 1);
        Path bundle = testWorkspace.bundles().get(0);
        assertThat(Files.mismatch(bundle.resolve("original/output_01.png"), picture))
                .isEqualTo(-1);
        JsonNode run = new ObjectMapper().readTree(bundle.resolve("run.json").toFile());
        assertThat(run.at("/outputs/0/original_filename").asText()).isEqualTo("large.png");
        await().atMost(SOON)
                .until(() -> testWorkspace
                                .outputs
                                .resolve(".runfolio/uploads")
                                .toFile()
                                .list()
                                .length
                        == 0);
    }

    @Test
    void after_a_kill_an_upload_goes_on_at_its_durable_offset() throws Exception {
        byte[] bytes = Files.readAllBytes(picture);
        String upload = send(
                        "POST",
                        "/v1/uploads",
                        new byte[0],
                        "Upload-Length",
                        String.valueOf(BYTES),
                        "Upload-Metadata",
                        "filename bGFyZ2UucG5n")
                .headers()
                .firstValue("location")
                .orElseThrow();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            OutputStream out = socket.getOutputStream();
            out.write(("PATCH " + upload + " HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\n"
                            + "Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\n"
                            + "Content-Length: " + BYTES + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(bytes, 0, 30 << 20);
            out.flush();
            await().atMost(SOON).until(() -> offset(upload) >= 16 << 20);
            worker.kill();
        }
        restart();
        long offset = offset(upload);
        assertThat(offset).isBetween(16L << 20, 30L << 20);
        byte[] rest = Arrays.copyOfRange(bytes, (int) offset, BYTES);
        HttpResponse<String> appended = send(
                "PATCH",
                upload,
                rest,
                "Content-Type",
                "application/offset+octet-stream",
                "Upload-Offset",
                String.valueOf(offset));
        assertThat(appended.statusCode()).as(appended.body()).isEqualTo(204);
        sendEvent(upload);
        worker.kill();
        restart();
        assertBundled();
    }

    @Test
    void the_client_library_of_the_protocol_survives_a_kill_of_the_server() throws Exception {
        Path script = Files.createDirectories(folder.resolve("client")).resolve("upload.mjs");
        boolean installed = Programs.succeeds(
                "npm",
                "install",
                "--no-audit",
                "--no-fund",
                "--prefix",
                script.getParent().toString(),
                CLIENT);
        if (!installed) {
            System.out.println("The npm client of tus is not tested: npm or its registry is missing.");
            assertThat(System.getenv("RUNFOLIO_NPM")).as("npm is required").isNotEqualTo("required");
        }
        assumeThat(installed).as("npm installs " + CLIENT).isTrue();
        Files.copy(Path.of("src/test/resources/tus/upload.mjs"), script);
        Path output = folder.resolve("client.log");
        Path killed = folder.resolve("killed");
        Process node = new ProcessBuilder(
                        "node",
                        script.toString(),
                        picture.toString(),
                        "http://127.0.0.1:" + port + "/v1/uploads",
                        killed.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            Path uploads = testWorkspace.outputs.resolve(".runfolio/uploads");
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(5))
                    .ignoreExceptions()
                    .until(() -> {
                        Path data = uploads.resolve(uploads.toFile().list()[0]).resolve("data");
                        return Files.size(data) > 4 << 20;
                    });
            worker.kill();
            assertThat(node.isAlive()).as(Files.readString(output)).isTrue();
            Files.createFile(killed);
            restart();
            assertThat(node.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(node.exitValue()).as(Files.readString(output)).isZero();
            sendEvent(URI.create(Files.readString(output).strip()).getPath());
            assertBundled();
        } finally {
            node.destroyForcibly();
        }
    }
}
