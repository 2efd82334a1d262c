package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import io.runfolio.upload.UploadStore;
import io.runfolio.wiring.Components;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads by the tus protocol. After each attack a well-behaved upload must pass. */
class UploadsOverHttpIT {
    private static final String[] TUS = {"Tus-Resumable", "1.0.0"};

    @TempDir
    static Path folder;

    private static LiveApi api;

    @BeforeAll
    static void start() throws Exception {
        api = new LiveApi(
                folder,
                "runfolio.upload.max-bytes",
                "40MiB",
                "runfolio.upload.max-total-bytes",
                "100MiB",
                "runfolio.upload.max-per-token",
                "20",
                "runfolio.http.idle-timeout",
                "2s");
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @AfterEach
    void a_well_behaved_upload_passes() throws Exception {
        try (Stream<Path> left = Files.list(folder.resolve("outputs/.runfolio/uploads"))) {
            left.forEach(upload -> delete("/v1/uploads/" + upload.getFileName()));
        }
        byte[] bytes = bytes(100_000, 7);
        String upload = create(bytes.length);
        assertThat(patch(upload, 0, bytes).statusCode()).isEqualTo(204);
        JsonNode state = LiveApi.json(api.get(upload));
        assertThat(state.get("complete").asBoolean()).isTrue();
        assertThat(state.get("sha256").asText()).isEqualTo(sha256(bytes));
        assertThat(delete(upload)).isEqualTo(204);
    }

    private static byte[] bytes(int count, int seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static HttpResponse<byte[]> post(String... headers) {
        return api.send(api.builder("/v1/uploads", headers).POST(HttpRequest.BodyPublishers.noBody()));
    }

    private static String create(long length) {
        HttpResponse<byte[]> created = post("Tus-Resumable", "1.0.0", "Upload-Length", String.valueOf(length));
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("tus-resumable")).hasValue("1.0.0");
        return created.headers().firstValue("location").orElseThrow();
    }

    private static HttpResponse<byte[]> patch(String upload, long offset, byte[] bytes, String... more) {
        String[] headers = Stream.concat(
                        Stream.of(
                                "Tus-Resumable",
                                "1.0.0",
                                "Content-Type",
                                "application/offset+octet-stream",
                                "Upload-Offset",
                                String.valueOf(offset)),
                        Stream.of(more))
                .toArray(String[]::new);
        return api.send(api.builder(upload, headers).method("PATCH", HttpRequest.BodyPublishers.ofByteArray(bytes)));
    }

    private static int delete(String upload) {
        return api.send(api.builder(upload, TUS).DELETE()).statusCode();
    }

    private static long offset(String upload) {
        return Long.parseLong(
                api.head(upload, TUS).headers().firstValue("upload-offset").orElseThrow());
    }

    private static Path data(String upload) {
        String id = upload.substring(upload.lastIndexOf('/') + 1);
        return folder.resolve("outputs/.runfolio/uploads").resolve(id).resolve("data");
    }

    @Test
    void an_upload_in_pieces_has_the_bytes_and_the_checksum_of_the_file() throws Exception {
        byte[] bytes = bytes(300_000, 1);
        String upload = create(bytes.length);
        byte[] first = java.util.Arrays.copyOf(bytes, 100_001);
        HttpResponse<byte[]> answer = patch(upload, 0, first);
        assertThat(answer.headers().firstValue("upload-offset")).hasValue("100001");
        assertThat(answer.headers().firstValue("upload-expires")).isPresent();
        assertThat(offset(upload)).isEqualTo(100_001);
        assertThat(api.head(upload).headers().firstValue("upload-length")).hasValue("300000");
        assertThat(api.head(upload).headers().firstValue("cache-control")).hasValue("no-store");
        byte[] rest = java.util.Arrays.copyOfRange(bytes, 100_001, bytes.length);
        HttpRequest.BodyPublisher chunked =
                HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(rest));
        assertThat(api.unchecked(api.builder(
                                        upload,
                                        "Tus-Resumable",
                                        "1.0.0",
                                        "Content-Type",
                                        "application/offset+octet-stream",
                                        "Upload-Offset",
                                        "100001",
                                        "X-HTTP-Method-Override",
                                        "PATCH")
                                .POST(chunked))
                        .statusCode())
                .isEqualTo(204);
        assertThat(Files.readAllBytes(data(upload))).isEqualTo(bytes);
        assertThat(LiveApi.json(api.get(upload)).get("sha256").asText()).isEqualTo(sha256(bytes));
        assertThat(delete(upload)).isEqualTo(204);
        assertThat(data(upload).getParent()).doesNotExist();
        assertThat(api.head(upload).statusCode()).isEqualTo(404);
    }

    @Test
    void options_name_the_extensions_and_an_upload_can_begin_with_its_creation() throws Exception {
        HttpResponse<byte[]> options =
                api.unchecked(api.builder("/v1/uploads").method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        assertThat(options.statusCode()).isEqualTo(200);
        assertThat(api.get("/v1/uploads").body()).isEqualTo(options.body());
        assertThat(options.headers().firstValue("tus-version")).hasValue("1.0.0");
        assertThat(options.headers().firstValue("tus-extension").orElse(""))
                .contains("creation", "checksum", "expiration", "termination");
        assertThat(options.headers().firstValue("tus-max-size")).hasValue(String.valueOf(40 << 20));
        HttpResponse<byte[]> created = api.send(api.builder(
                        "/v1/uploads",
                        "Tus-Resumable",
                        "1.0.0",
                        "Upload-Length",
                        "5",
                        "Content-Type",
                        "application/offset+octet-stream")
                .POST(HttpRequest.BodyPublishers.ofString("abc")));
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("upload-offset")).hasValue("3");
        String upload = created.headers().firstValue("location").orElseThrow();
        assertThat(patch(upload, 3, "de".getBytes(StandardCharsets.US_ASCII)).statusCode())
                .isEqualTo(204);
        assertThat(data(upload)).hasContent("abcde");
        assertThat(patch(upload, 5, new byte[0]).statusCode()).isEqualTo(204);
        HttpResponse<byte[]> damaged = api.send(api.builder(
                        "/v1/uploads",
                        "Tus-Resumable",
                        "1.0.0",
                        "Upload-Length",
                        "5",
                        "Upload-Checksum",
                        "sha1 " + Base64.getEncoder().encodeToString(new byte[20]),
                        "Content-Type",
                        "application/offset+octet-stream")
                .POST(HttpRequest.BodyPublishers.ofString("abc")));
        assertThat(damaged.statusCode()).isEqualTo(460);
        assertThat(data(upload).getParent().getParent().toFile().list()).hasSize(1);
        assertThat(delete(upload)).isEqualTo(204);
    }

    @Test
    void an_empty_file_is_complete_at_once() throws Exception {
        String upload = create(0);
        JsonNode state = LiveApi.json(api.get(upload));
        assertThat(state.get("complete").asBoolean()).isTrue();
        assertThat(state.get("sha256").asText()).isEqualTo(sha256(new byte[0]));
        assertThat(delete(upload)).isEqualTo(204);
    }

    @Test
    void bytes_with_another_checksum_are_discarded() throws Exception {
        byte[] bytes = bytes(1000, 3);
        String upload = create(bytes.length);
        String wrong = "sha1 " + Base64.getEncoder().encodeToString(new byte[20]);
        HttpResponse<byte[]> refused = patch(upload, 0, bytes, "Upload-Checksum", wrong);
        assertThat(refused.statusCode()).isEqualTo(460);
        assertThat(LiveApi.error(refused)).isEqualTo("checksum_mismatch");
        assertThat(offset(upload)).isZero();
        assertThat(patch(upload, 0, bytes, "Upload-Checksum", "md4 AAAA").statusCode())
                .isEqualTo(400);
        String right = "sha1 "
                + Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-1").digest(bytes));
        assertThat(patch(upload, 0, bytes, "Upload-Checksum", right).statusCode())
                .isEqualTo(204);
        assertThat(delete(upload)).isEqualTo(204);
    }

    @Test
    void wrong_offsets_lengths_and_types_are_refused_and_change_nothing() {
        String upload = create(10);
        byte[] five = new byte[5];
        HttpResponse<byte[]> ahead = patch(upload, 3, five);
        assertThat(ahead.statusCode()).isEqualTo(409);
        assertThat(LiveApi.error(ahead)).isEqualTo("offset_conflict");
        assertThat(patch(upload, -1, five).statusCode()).isEqualTo(422);
        assertThat(patch(upload, 0, new byte[11]).statusCode()).isEqualTo(413);
        HttpRequest.BodyPublisher chunked =
                HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[11]));
        HttpResponse<byte[]> longer = api.send(api.builder(
                        upload,
                        "Tus-Resumable",
                        "1.0.0",
                        "Content-Type",
                        "application/offset+octet-stream",
                        "Upload-Offset",
                        "0")
                .method("PATCH", chunked));
        assertThat(longer.statusCode()).isEqualTo(413);
        assertThat(offset(upload)).isZero();
        HttpResponse<byte[]> json = api.send(
                api.builder(upload, "Tus-Resumable", "1.0.0", "Content-Type", "application/json", "Upload-Offset", "0")
                        .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(five)));
        assertThat(json.statusCode()).isEqualTo(415);
        for (String length : List.of("-1", "1e3", "", "99999999999999999999", "0x10")) {
            assertThat(post("Tus-Resumable", "1.0.0", "Upload-Length", length).statusCode())
                    .as(length)
                    .isEqualTo(422);
        }
        assertThat(post("Upload-Length", "5").statusCode()).isEqualTo(412);
        assertThat(post("Tus-Resumable", "1.0.0", "Upload-Length", String.valueOf((40 << 20) + 1))
                        .statusCode())
                .isEqualTo(413);
        assertThat(patch("/v1/uploads/" + "0".repeat(32), 0, five).statusCode()).isEqualTo(404);
        assertThat(patch("/v1/uploads/..%2f..%2fevents", 0, five).statusCode()).isEqualTo(404);
        assertThat(delete(upload)).isEqualTo(204);
    }

    @Test
    void names_in_the_metadata_are_never_paths() {
        for (String name : List.of("../../etc/passwd", "/etc/passwd", "..", "a\u0000b\r\nX: y", "C:\\x\\y.png")) {
            HttpResponse<byte[]> created =
                    post("Tus-Resumable", "1.0.0", "Upload-Length", "1", "Upload-Metadata", "filename " + base64(name));
            assertThat(created.statusCode()).isEqualTo(201);
            String upload = created.headers().firstValue("location").orElseThrow();
            assertThat(LiveApi.json(api.get(upload)).get("fileName").asText())
                    .doesNotContain("/", "\\", "..", "\u0000", "\n");
            assertThat(delete(upload)).isEqualTo(204);
        }
        for (String bad :
                List.of("filename ***", "filename YQ==,filename YQ==", "a b c", "filename " + "x".repeat(9000))) {
            assertThat(post("Tus-Resumable", "1.0.0", "Upload-Length", "1", "Upload-Metadata", bad)
                            .statusCode())
                    .as(bad)
                    .isEqualTo(422);
        }
        String huge = api.raw("POST /v1/uploads HTTP/1.1\r\nHost: localhost\r\nUpload-Metadata: filename "
                + "A".repeat(40_000) + "\r\n\r\n");
        assertThat(huge).startsWith("HTTP/1.1 431 ");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_broken_connection_keeps_the_bytes_that_came_and_a_second_writer_is_refused() throws Exception {
        byte[] bytes = bytes(30 << 20, 5);
        String upload = create(bytes.length);
        try (Socket socket = new Socket("127.0.0.1", api.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("PATCH " + upload + " HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\n"
                            + "Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\n"
                            + "Content-Length: " + bytes.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(bytes, 0, 20 << 20);
            out.flush();
            // a first part is durable while the request goes on
            await().atMost(LiveApi.SOON).until(() -> offset(upload) >= 16 << 20);
            HttpResponse<byte[]> second = patch(upload, offset(upload), new byte[1]);
            assertThat(second.statusCode()).isEqualTo(423);
            assertThat(LiveApi.error(second)).isEqualTo("upload_locked");
            assertThat(delete(upload)).isEqualTo(423);
        }
        await().atMost(LiveApi.SOON).until(() -> offset(upload) == 20 << 20);
        byte[] rest = java.util.Arrays.copyOfRange(bytes, 20 << 20, bytes.length);
        await().atMost(LiveApi.SOON).until(() -> patch(upload, 20 << 20, rest).statusCode() == 204);
        assertThat(LiveApi.json(api.get(upload)).get("sha256").asText()).isEqualTo(sha256(bytes));
        assertThat(delete(upload)).isEqualTo(204);
    }

    @Test
    void what_came_before_the_connection_broke_is_kept_to_the_last_byte() throws Exception {
        byte[] bytes = bytes(2 << 20, 6);
        for (int i = 1; i <= 20; i++) {
            int sent = (1 << 20) + i * 31_337;
            String upload = create(bytes.length);
            try (Socket socket = new Socket("127.0.0.1", api.port())) {
                OutputStream out = socket.getOutputStream();
                out.write(("PATCH " + upload + " HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\n"
                                + "Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\n"
                                + "Content-Length: " + bytes.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                out.write(bytes, 0, sent);
                out.flush();
            }
            await().atMost(LiveApi.SOON).until(() -> offset(upload) == sent);
            await().atMost(LiveApi.SOON).until(() -> delete(upload) == 204);
        }
    }

    @Test
    void of_parallel_requests_with_one_offset_one_is_kept() throws Exception {
        String upload = create(200_000);
        CountDownLatch start = new CountDownLatch(1);
        var answers = Stream.iterate(0, i -> i + 1)
                .limit(6)
                .map(i -> java.util.concurrent.CompletableFuture.supplyAsync(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    return patch(upload, 0, bytes(200_000, i)).statusCode();
                }))
                .toList();
        start.countDown();
        List<Integer> statuses = answers.stream()
                .map(java.util.concurrent.CompletableFuture::join)
                .toList();
        assertThat(statuses).containsOnlyOnce(204);
        assertThat(statuses).allMatch(status -> List.of(204, 409, 423).contains(status));
        assertThat(delete(upload)).isEqualTo(204);
    }

    @Test
    void limits_for_space_and_number_hold_before_a_byte_is_sent() {
        List<String> large = List.of(create(40 << 20), create(40 << 20));
        HttpResponse<byte[]> full = post("Tus-Resumable", "1.0.0", "Upload-Length", String.valueOf(30 << 20));
        assertThat(full.statusCode()).isEqualTo(507);
        assertThat(LiveApi.error(full)).isEqualTo("upload_space_exhausted");
        List<String> small = Stream.generate(() -> create(1)).limit(18).toList();
        HttpResponse<byte[]> many = post("Tus-Resumable", "1.0.0", "Upload-Length", "1");
        assertThat(many.statusCode()).isEqualTo(429);
        assertThat(new String(many.body(), StandardCharsets.UTF_8)).contains("runfolio.upload.max-per-token");
        Stream.concat(large.stream(), small.stream())
                .forEach(upload -> assertThat(delete(upload)).isEqualTo(204));
    }

    @Test
    void an_abandoned_upload_is_deleted_by_a_running_worker() throws Exception {
        Path other = folder.resolve("abandoned");
        String[] settings = {"runfolio.upload.expire-after", "1ms", "runfolio.min-free", "1MiB"};
        String id = Components.uploads(new TestWorkspace(other).settings(settings), Clock.systemUTC())
                .store()
                .create(new UploadStore.Announcement("ada", "a.png", ""), 5)
                .id();
        Path left = other.resolve("outputs/.runfolio/uploads").resolve(id);
        assertThat(left).exists();
        try (LiveApi worker = new LiveApi(other, settings)) {
            await().atMost(LiveApi.SOON).until(() -> Files.notExists(left));
            assertThat(worker.get("/v1/uploads/" + id).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void a_client_that_sends_too_slowly_is_disconnected_and_keeps_its_bytes() throws Exception {
        String upload = create(1000);
        try (Socket socket = new Socket("127.0.0.1", api.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("PATCH " + upload + " HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\n"
                                    + "Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\n"
                                    + "Content-Length: 1000\r\n\r\nabc")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        await().atMost(LiveApi.SOON).until(() -> offset(upload) == 3);
        await().atMost(LiveApi.SOON).until(() -> delete(upload) == 204);
    }
}
