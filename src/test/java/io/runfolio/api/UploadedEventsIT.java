package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.api.security.TokenFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events whose files are uploaded, before them or in one form with them. */
class UploadedEventsIT {
    private static final String BOUNDARY = "----b0undary";

    @TempDir
    static Path folder;

    private static LiveApi api;
    private static String ada;
    private static String eve;
    private static String bob;
    private static byte[] picture;
    private static byte[] other;

    /** A part of a form. */
    private record Part(String name, String fileName, String type, byte[] bytes) {
        static Part event(String json) {
            return new Part("event", null, "application/json", json.getBytes(StandardCharsets.UTF_8));
        }

        static Part file(String name, String fileName, byte[] bytes) {
            return new Part(name, fileName, "image/png", bytes);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        Path tokens = folder.resolve("keys").resolve("tokens.json");
        ada = new TokenFile(tokens).create("ada", EnumSet.of(Scope.SUBMIT, Scope.READ));
        eve = new TokenFile(tokens).create("eve", EnumSet.of(Scope.SUBMIT));
        bob = new TokenFile(tokens).create("bob", EnumSet.of(Scope.READ));
        api = new LiveApi(
                folder,
                "runfolio.http.tokens-file",
                tokens.toString(),
                "runfolio.upload.max-bytes",
                "1MiB",
                "runfolio.max-attempts",
                "1");
        picture = Files.readAllBytes(api.testWorkspace.writePicture("one.png", 64, 48, 1));
        other = Files.readAllBytes(api.testWorkspace.writePicture("two.png", 48, 64, 2));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static String upload(String client, byte[] bytes, int count, String name) {
        HttpResponse<byte[]> created = api.send(api.builder(
                        "/v1/uploads",
                        "Authorization",
                        "Bearer " + client,
                        "Tus-Resumable",
                        "1.0.0",
                        "Upload-Length",
                        String.valueOf(bytes.length),
                        "Upload-Metadata",
                        "filename "
                                + java.util.Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8)),
                        "Content-Type",
                        "application/offset+octet-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Arrays.copyOf(bytes, count))));
        assertThat(created.statusCode()).isEqualTo(201);
        return created.headers().firstValue("location").orElseThrow().replace("/v1/uploads/", "");
    }

    private static String event(String key, String... sources) {
        List<String> outputs = new ArrayList<>();
        for (String source : sources) {
            outputs.add("{\"kind\":\"image\",\"role\":\"output\",\"source_path\":\"" + source + "\"}");
        }
        return "{\"status\":\"succeeded\",\"model_key\":\"m\",\"idempotency_key\":\"" + key + "\",\"outputs\":["
                + String.join(",", outputs) + "]}";
    }

    private static HttpResponse<byte[]> submit(String client, String json) {
        return api.post("/v1/events", json, "Authorization", "Bearer " + client);
    }

    private static byte[] form(Part... parts) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Part part : parts) {
            String name = part.fileName() == null ? "" : "; filename=\"" + part.fileName() + "\"";
            body.write(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + part.name() + "\"" + name
                            + "\r\nContent-Type: " + part.type() + "\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            body.write(part.bytes());
            body.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        body.write(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return body.toByteArray();
    }

    private static HttpResponse<byte[]> send(byte[] form, String... headers) {
        HttpRequest.Builder builder = api.builder("/v1/events", headers)
                .header("Authorization", "Bearer " + ada)
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY);
        return api.send(builder.POST(HttpRequest.BodyPublishers.ofByteArray(form)));
    }

    private static Path bundled(String key) {
        await().atMost(LiveApi.SOON)
                .until(() -> LiveApi.json(api.get("/v1/events/" + key, "Authorization", "Bearer " + ada))
                        .path("state")
                        .asText()
                        .equals("bundled"));
        String run = LiveApi.json(api.get("/v1/events/" + key, "Authorization", "Bearer " + ada))
                .get("runId")
                .asText();
        return api.testWorkspace.bundles().stream()
                .filter(bundle -> bundle.getFileName().toString().equals(run))
                .findFirst()
                .orElseThrow();
    }

    private static void assertNoUploadIsLeft() {
        await().atMost(LiveApi.SOON).untilAsserted(() -> assertThat(
                        folder.resolve("outputs/.runfolio/uploads").toFile().list())
                .isNullOrEmpty());
    }

    @Test
    void an_uploaded_file_is_the_original_of_the_bundle_and_is_then_removed() throws Exception {
        String id = upload(ada, picture, picture.length, "fox.png");
        HttpResponse<byte[]> accepted = submit(ada, event("tus-1", "upload:" + id));
        assertThat(accepted.statusCode()).isEqualTo(202);
        Path bundle = bundled("tus-1");
        assertThat(Files.readAllBytes(bundle.resolve("original/output_01.png"))).isEqualTo(picture);
        JsonNode output = OpenApiContract.JSON
                .readTree(bundle.resolve("run.json").toFile())
                .at("/outputs/0");
        assertThat(output.get("original_filename").asText()).isEqualTo("fox.png");
        assertThat(output.get("source_path").asText()).isEqualTo("upload:" + id);
        assertNoUploadIsLeft();
        // sent again, it is the same event, although the upload is gone
        assertThat(submit(ada, event("tus-1", "upload:" + id)).body()).isEqualTo(accepted.body());
    }

    @Test
    void unknown_incomplete_and_foreign_uploads_are_refused_by_field() {
        String whole = upload(ada, picture, picture.length, "a.png");
        String part = upload(ada, picture, 10, "b.png");
        String foreign = upload(eve, picture, picture.length, "c.png");
        assertThat(api.get("/v1/uploads/" + foreign, "Authorization", "Bearer " + ada)
                        .statusCode())
                .isEqualTo(404);
        assertThat(api.get("/v1/uploads/" + foreign, "Authorization", "Bearer " + bob)
                        .statusCode())
                .isEqualTo(403);
        for (String[] bad : List.of(
                new String[] {part, "event_upload_incomplete"},
                new String[] {foreign, "event_upload_unknown"},
                new String[] {"0".repeat(32), "event_upload_unknown"},
                new String[] {"../x", "event_bad_value"})) {
            HttpResponse<byte[]> refused = submit(ada, event("bad-1", "upload:" + whole, "upload:" + bad[0]));
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(LiveApi.error(refused)).isEqualTo(bad[1]);
            assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("outputs[1].source_path");
        }
        // a refused event keeps no upload from being used by another
        assertThat(submit(ada, event("good-1", "upload:" + whole)).statusCode()).isEqualTo(202);
        bundled("good-1");
        delete(ada, part);
        delete(eve, foreign);
        assertNoUploadIsLeft();
    }

    private static void delete(String client, String id) {
        assertThat(api.send(api.builder(
                                        "/v1/uploads/" + id,
                                        "Authorization",
                                        "Bearer " + client,
                                        "Tus-Resumable",
                                        "1.0.0")
                                .DELETE())
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void an_event_of_the_inbox_with_an_incomplete_upload_is_refused_and_can_be_retried() throws Exception {
        String id = upload(ada, picture, 10, "late.png");
        api.testWorkspace.drop("late.json", event("late", "upload:" + id));
        Path refused = api.testWorkspace.inbox.resolve(".failed/late.json");
        await().atMost(LiveApi.SOON).until(() -> Files.exists(refused));
        assertThat(api.testWorkspace.inbox.resolve(".failed/late.error.json"))
                .content()
                .contains("upload_incomplete", "outputs[0].source_path", "10 of " + picture.length);
        api.send(api.builder(
                        "/v1/uploads/" + id,
                        "Authorization",
                        "Bearer " + ada,
                        "Tus-Resumable",
                        "1.0.0",
                        "Upload-Offset",
                        "10",
                        "Content-Type",
                        "application/offset+octet-stream")
                .method(
                        "PATCH",
                        HttpRequest.BodyPublishers.ofByteArray(Arrays.copyOfRange(picture, 10, picture.length))));
        Files.move(refused, api.testWorkspace.inbox.resolve("late.json"));
        assertThat(Files.readAllBytes(bundled("late").resolve("original/output_01.png")))
                .isEqualTo(picture);
    }

    @Test
    void a_form_with_files_in_any_order_is_one_event_however_often_it_is_sent() throws Exception {
        String json = event("x", "part:second", "first.png").replace("\"idempotency_key\":\"x\",", "");
        Part first = Part.file("first", "first.png", picture);
        Part second = Part.file("second", "../../etc/passwd.png", other);
        HttpResponse<byte[]> accepted = send(form(first, Part.event(json), second), "Idempotency-Key", "form-1");
        assertThat(accepted.statusCode())
                .as(new String(accepted.body(), StandardCharsets.UTF_8))
                .isEqualTo(202);
        assertThat(send(form(second, first, Part.event(json)), "Idempotency-Key", "form-1")
                        .body())
                .isEqualTo(accepted.body());
        Path bundle = bundled("form-1");
        assertThat(Files.readAllBytes(bundle.resolve("original/output_01.png"))).isEqualTo(other);
        assertThat(Files.readAllBytes(bundle.resolve("original/output_02.png"))).isEqualTo(picture);
        assertThat(OpenApiContract.JSON
                        .readTree(bundle.resolve("run.json").toFile())
                        .at("/outputs/0/original_filename")
                        .asText())
                .isEqualTo("passwd.png");
        assertThat(send(form(second, first, Part.event(json)), "Idempotency-Key", "form-1")
                        .body())
                .isEqualTo(accepted.body());
        HttpResponse<byte[]> changed =
                send(form(Part.file("second", "s.png", picture), first, Part.event(json)), "Idempotency-Key", "form-1");
        assertThat(changed.statusCode()).isEqualTo(409);
        assertThat(LiveApi.error(changed)).isEqualTo("event_conflict");
        assertNoUploadIsLeft();
    }

    @Test
    void a_form_that_is_broken_or_refused_leaves_no_file() throws Exception {
        Part file = Part.file("a", "a.png", picture);
        String json = event("form-bad", "part:a");
        byte[] whole = form(file, Part.event(json));
        assertThat(send(Arrays.copyOf(whole, whole.length - 60)).statusCode()).isEqualTo(400);
        assertThat(send(Arrays.copyOf(whole, picture.length / 2)).statusCode()).isEqualTo(400);
        assertThat(send(new byte[0]).statusCode()).isEqualTo(422);
        assertThat(send(form(file)).statusCode()).isEqualTo(422);
        for (Part[] parts : List.of(
                new Part[] {Part.event(event("form-bad", "part:b")), file},
                new Part[] {Part.event(event("form-bad")), file},
                new Part[] {Part.event(json), Part.event(json), file},
                new Part[] {Part.event(json), file, file},
                new Part[] {Part.event(json), file, new Part("x", null, "text/plain", new byte[1])},
                new Part[] {Part.event("[]"), file},
                new Part[] {Part.event("{"), file},
                new Part[] {Part.event("{\"status\":\"succeeded\",\"outputs\":[{\"source_path\":\"part:a\"}]}"), file},
                new Part[] {Part.event(json), Part.file("a", "a\u0000.png", picture)},
                new Part[] {Part.event(json), Part.file("x".repeat(300), "a.png", picture)})) {
            HttpResponse<byte[]> refused = send(form(parts));
            assertThat(refused.statusCode())
                    .as(new String(refused.body(), StandardCharsets.UTF_8))
                    .isEqualTo(422);
            assertThat(LiveApi.json(refused).at("/detail/message").asText()).isNotBlank();
        }
        Part[] many = new Part[102];
        Arrays.setAll(many, i -> i == 0 ? Part.event(json) : Part.file("f" + i, "f.png", new byte[1]));
        assertThat(send(form(many)).statusCode()).isEqualTo(422);
        HttpResponse<byte[]> large = send(form(Part.event(json), Part.file("a", "a.png", new byte[(1 << 20) + 1])));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(new String(large.body(), StandardCharsets.UTF_8)).contains("runfolio.upload.max-bytes");
        assertThat(send(form(Part.event(json), Part.file("a", "x".repeat(5000), picture)))
                        .statusCode())
                .isEqualTo(413);
        HttpResponse<byte[]> noBoundary = api.send(
                api.builder("/v1/events", "Authorization", "Bearer " + ada, "Content-Type", "multipart/form-data")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(whole)));
        assertThat(noBoundary.statusCode()).isEqualTo(400);
        assertNoUploadIsLeft();
        assertThat(send(whole).statusCode()).isEqualTo(202);
        bundled("form-bad");
        assertNoUploadIsLeft();
    }
}
