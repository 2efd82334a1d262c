package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.TestWorkspace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests the API on a real port with a worker that bundles real images. Each response is checked against the contract.
 */
class HttpApiIT {
    private static final String SVG =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><script>alert(1)</script></svg>";

    @TempDir
    static Path folder;

    private static LiveApi api;

    @BeforeAll
    static void bundle() throws Exception {
        api = new LiveApi(folder);
        api.testWorkspace.writePicture("one.png", 640, 480, 1);
        api.testWorkspace.writePicture("two.png", 800, 600, 2);
        api.testWorkspace.writePicture("gone.png", 64, 64, 3);
        Files.writeString(api.testWorkspace.media.resolve("evil.svg"), SVG);
        Files.writeString(api.testWorkspace.media.resolve("page.html"), "<!doctype html><script>alert(1)</script>");
        api.bundle("pair", pair(), 1);
        api.bundle("failed", TestWorkspace.event("failed", "failed"), 2);
        api.bundle("gone", TestWorkspace.event("gone", "succeeded", "gone.png"), 3);
        api.bundle("evil", files(), 4);
        api.bundle("report", report(), 5);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static String pair() {
        return TestWorkspace.event("pair", "succeeded", "one.png", "two.png")
                .replace("\"a disc\"", "\"a red fox in the snow\"")
                .replaceFirst(
                        "\\}$",
                        ",\"tags\":[\"winter\"],\"job\":{\"job_id\":\"job-7\",\"preset\":\"fine\","
                                + "\"variant_group\":\"foxes\"}}");
    }

    private static String files() {
        return TestWorkspace.event("evil", "succeeded")
                .replace(
                        "\"outputs\":[]",
                        "\"outputs\":[{\"kind\":\"other\",\"source_path\":\"media/evil.svg\",\"role\":\"output\"},"
                                + "{\"kind\":\"text\",\"source_path\":\"media/page.html\",\"role\":\"output\"}]");
    }

    private static String report() {
        return TestWorkspace.event("report", "succeeded")
                .replaceFirst(
                        "\\}$",
                        ",\"artifact\":{\"artifact_class\":\"research\",\"artifact_type\":\"brief\","
                                + "\"content\":{\"title\":\"Foxes\",\"summary\":\"They are red.\"}}}");
    }

    private static JsonNode artifact(String filter) {
        return api.json("/v1/artifacts?" + filter).get("items").get(0);
    }

    private static String id(String filter) {
        return artifact(filter).get("id").asText();
    }

    @Test
    void artifacts_are_found_by_search_and_by_each_filter() {
        assertThat(api.json("/v1/artifacts?q=fox").get("items")).hasSize(2);
        assertThat(api.json("/v1/artifacts?q=fox+OR+foxes").get("items")).hasSize(3);
        assertThat(api.json("/v1/artifacts?q=%22red+fox%22&class=visual").get("items"))
                .hasSize(2);
        assertThat(api.json("/v1/artifacts?class=research&class=video").get("items"))
                .hasSize(1);
        assertThat(api.json("/v1/artifacts?tag=winter&preset=fine&minWidth=700").get("items"))
                .hasSize(1);
        assertThat(api.json("/v1/artifacts?status=approved&tag=nothing").get("items"))
                .isEmpty();
        assertThat(api.json("/v1/artifacts?createdAfter=2026-03-27").get("items"))
                .isEmpty();
        assertThat(api.json("/v1/artifacts?count=true&limit=1").get("total").asInt())
                .isEqualTo(6);
    }

    @Test
    void pages_have_no_gaps_and_no_repetitions() {
        List<String> ids = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = api.json("/v1/artifacts?limit=2" + next);
            page.get("items").forEach(item -> ids.add(item.get("id").asText()));
            next = page.get("nextCursor").isNull()
                    ? ""
                    : "&cursor=" + page.get("nextCursor").asText();
        } while (!next.isEmpty());
        assertThat(ids).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void an_artifact_matches_the_contract_and_its_storage_key_is_served() throws IOException {
        JsonNode artifact = api.json("/v1/artifacts/" + id("tag=winter"));
        assertThat(artifact.get("id").asText()).matches("artifact-[0-9a-f]{16}");
        assertThat(artifact.at("/content/type").asText()).isEqualTo("image");
        assertThat(artifact.at("/media/placeholder/thumbHash").asText()).matches("[A-Za-z0-9+/]{20,36}={0,2}");
        assertThat(artifact.at("/media/placeholder/dominantColor").asText()).matches("#[0-9a-f]{6}");
        String key = artifact.at("/content/storageKey").asText();
        assertThat(key).isEqualTo("artifacts/image/" + artifact.get("id").asText() + "/processed.webp");
        HttpResponse<byte[]> stored = api.get("/v1/storage/" + key);
        HttpResponse<byte[]> linked = api.get(artifact.at("/content/url").asText());
        assertThat(stored.statusCode()).isEqualTo(200);
        assertThat(stored.headers().firstValue("content-type")).hasValue("image/webp");
        assertThat(stored.body()).isEqualTo(linked.body()).startsWith("RIFF".getBytes(StandardCharsets.US_ASCII));
        Path bundle = bundle(artifact.get("runId").asText());
        assertThat(stored.body()).isEqualTo(Files.readAllBytes(bundle.resolve("web/output_01.webp")));
    }

    @Test
    void originals_and_their_ranges_are_served_byte_for_byte() throws IOException {
        String url = artifact("tag=winter").at("/media/original/url").asText();
        byte[] file = Files.readAllBytes(api.testWorkspace.media.resolve("one.png"));
        HttpResponse<byte[]> whole = api.get(url);
        assertThat(whole.body()).isEqualTo(file);
        assertThat(whole.headers().firstValue("accept-ranges")).hasValue("bytes");
        HttpResponse<byte[]> part = api.get(url, "Range", "bytes=100-199");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.headers().firstValue("content-range")).hasValue("bytes 100-199/" + file.length);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(file, 100, 200));
        HttpResponse<byte[]> tail = api.get(url, "Range", "bytes=-7");
        assertThat(tail.body()).isEqualTo(Arrays.copyOfRange(file, file.length - 7, file.length));
        HttpResponse<byte[]> beyond = api.get(url, "Range", "bytes=" + file.length + "-");
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(beyond.headers().firstValue("content-range")).hasValue("bytes */" + file.length);
        String etag = whole.headers().firstValue("etag").orElseThrow();
        assertThat(api.get(url, "Range", "bytes=0-0", "If-Range", etag).statusCode())
                .isEqualTo(206);
        assertThat(api.get(url, "Range", "bytes=0-0", "If-Range", "\"other\"").statusCode())
                .isEqualTo(200);
    }

    @Test
    void derivatives_are_cacheable_and_not_sent_again() {
        String url = artifact("tag=winter").at("/media/thumb/url").asText();
        HttpResponse<byte[]> first = api.get(url);
        assertThat(first.headers().firstValue("cache-control")).hasValue("private, max-age=31536000, immutable");
        String etag = first.headers().firstValue("etag").orElseThrow();
        HttpResponse<byte[]> again = api.get(url, "If-None-Match", "\"x\", W/" + etag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void head_returns_the_headers_of_get() {
        for (String target : List.of(
                "/v1/artifacts", artifact("tag=winter").at("/media/web/url").asText(), "/openapi.yaml")) {
            HttpResponse<byte[]> get = api.get(target);
            HttpResponse<byte[]> head = api.head(target);
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            for (String header : List.of("content-length", "etag", "content-type")) {
                assertThat(head.headers().firstValue(header))
                        .isEqualTo(get.headers().firstValue(header));
            }
        }
    }

    @Test
    void unchanged_lists_and_artifacts_are_not_sent_again() {
        for (String target : List.of("/v1/artifacts?limit=3", "/v1/runs", "/v1/artifacts/" + id("class=research"))) {
            String etag = api.get(target).headers().firstValue("etag").orElseThrow();
            assertThat(api.get(target, "If-None-Match", etag).statusCode()).isEqualTo(304);
        }
    }

    @Test
    void scripts_in_outputs_are_not_executed() {
        JsonNode items = api.json("/v1/artifacts?limit=500").get("items");
        int seen = 0;
        for (JsonNode item : items) {
            String name = item.at("/media/filename").asText("");
            if (name.endsWith(".svg") || name.endsWith(".html")) {
                HttpResponse<byte[]> original =
                        api.get(item.at("/media/original/url").asText());
                assertThat(original.statusCode()).isEqualTo(200);
                boolean saved = original.headers()
                        .firstValue("content-disposition")
                        .orElseThrow()
                        .startsWith("attachment");
                boolean plain = original.headers()
                        .firstValue("content-type")
                        .orElseThrow()
                        .startsWith("text/plain");
                assertThat(saved || plain).isTrue();
                assertThat(original.headers()
                                .firstValue("content-security-policy")
                                .orElseThrow())
                        .contains("sandbox")
                        .contains("default-src 'none'");
                assertThat(original.headers().firstValue("x-content-type-options"))
                        .hasValue("nosniff");
                seen++;
            }
        }
        assertThat(seen).isEqualTo(2);
    }

    @Test
    void a_removed_file_is_gone_and_its_record_is_served() throws IOException {
        JsonNode artifact = artifact("minWidth=64&mediaKind=image&limit=500&q=disc");
        Path original = bundle(artifact.get("runId").asText()).resolve("original/output_01.png");
        byte[] kept = Files.readAllBytes(original);
        String self = "/v1/artifacts/" + artifact.get("id").asText();
        String etag = api.get(self).headers().firstValue("etag").orElseThrow();
        Files.delete(original);
        try {
            assertThat(api.get(self, "If-None-Match", etag).statusCode()).isEqualTo(200);
            String url = artifact.at("/media/original/url").asText();
            assertThat(api.get(url).statusCode()).isEqualTo(410);
            assertThat(LiveApi.error(api.get(url))).isEqualTo("binary_removed");
            assertThat(api.get("/v1/runs/" + artifact.get("runId").asText() + "/files/original/output_01.png")
                            .statusCode())
                    .isEqualTo(410);
            JsonNode still = api.json("/v1/artifacts/" + artifact.get("id").asText());
            assertThat(still.at("/media/removed").asBoolean()).isTrue();
            assertThat(still.at("/media/width").asInt()).isEqualTo(64);
            assertThat(api.get(artifact.at("/media/thumb/url").asText()).statusCode())
                    .isEqualTo(200);
        } finally {
            Files.write(original, kept);
        }
    }

    @Test
    void a_unique_prefix_of_an_id_is_accepted() throws IOException {
        JsonNode run = api.json("/v1/runs/job-7");
        String id = run.at("/artifacts/0/id").asText();
        String start = id.substring(0, id.length() - 2);
        assertThat(api.json("/v1/artifacts/" + start)).isEqualTo(api.json("/v1/artifacts/" + id));
        assertThat(api.get("/v1/artifacts/" + start + "/content/original").body())
                .isEqualTo(api.get("/v1/artifacts/" + id + "/content/original").body());
        HttpResponse<byte[]> several = api.get("/v1/runs/20260326");
        assertThat(several.statusCode()).isEqualTo(409);
        JsonNode detail = new ObjectMapper().readTree(several.body()).get("detail");
        assertThat(detail.get("error").asText()).isEqualTo("ambiguous_id");
        assertThat(detail.get("candidates")).hasSize(5).allMatch(one -> one.asText()
                .startsWith("20260326"));
        assertThat(api.get("/v1/artifacts/artifact-").statusCode()).isEqualTo(409);
        assertThat(api.get("/v1/artifacts/artifact-zz").statusCode()).isEqualTo(404);
    }

    @Test
    void a_run_is_found_by_its_id_and_its_job_id() {
        JsonNode byJob = api.json("/v1/runs/job-7");
        JsonNode byId = api.json("/v1/runs/" + byJob.get("id").asText());
        assertThat(byId).isEqualTo(byJob);
        assertThat(byId.get("artifacts")).hasSize(2);
        assertThat(byId.at("/prompts/raw").asText()).isEqualTo("a red fox in the snow");
        List<String> paths = new ArrayList<>();
        byId.get("files").forEach(file -> paths.add(file.get("path").asText()));
        assertThat(paths)
                .contains("run.json", "notes.md", "prompt.txt", "original/output_02.png", "thumb/output_01.webp");
        for (JsonNode file : byId.get("files")) {
            assertThat(api.get(file.get("url").asText()).body())
                    .hasSize(file.get("bytes").asInt());
        }
        assertThat(new String(api.get("/v1/runs/job-7/files/prompt.txt").body(), StandardCharsets.UTF_8))
                .contains("red fox");
    }

    @Test
    void failed_runs_are_listed_with_their_status() {
        JsonNode runs = api.json("/v1/runs?limit=500").get("items");
        assertThat(runs).hasSize(5);
        assertThat(runs).anySatisfy(run -> {
            assertThat(run.get("status").asText()).isEqualTo("failed");
            assertThat(run.get("artifacts")).isEmpty();
        });
    }

    @Test
    void variants_are_returned_with_their_differences() {
        JsonNode set = api.json("/v1/variants?variantGroup=foxes");
        assertThat(set.get("artifacts")).hasSize(2);
        assertThat(set.get("differences")).anySatisfy(difference -> {
            assertThat(difference.get("field").asText()).isEqualTo("width");
            assertThat(difference.get("values").toString()).isEqualTo("[640,800]");
        });
        String one = set.at("/artifacts/0/id").asText();
        String two = set.at("/artifacts/1/id").asText();
        assertThat(api.json("/v1/compare?ids=" + one + "," + two).get("differences"))
                .isNotEmpty();
        assertThat(api.json("/v1/compare?ids=" + one + "&ids=" + two).get("artifacts"))
                .hasSize(2);
        assertThat(api.get("/v1/compare?ids=" + one).statusCode()).isEqualTo(422);
        assertThat(api.get("/v1/variants?variantGroup=none").statusCode()).isEqualTo(404);
        assertThat(api.get("/v1/variants").statusCode()).isEqualTo(422);
    }

    @Test
    void facets_count_the_values_of_a_field() {
        JsonNode fields = api.json("/v1/facets?field=class,tag&field=model").get("fields");
        assertThat(fields.get("class").toString()).contains("\"visual\"").contains("\"research\"");
        assertThat(fields.at("/tag/0/value").asText()).isEqualTo("winter");
        assertThat(fields.at("/model/0/count").asInt()).isEqualTo(6);
        assertThat(api.get("/v1/facets?field=secret").statusCode()).isEqualTo(422);
    }

    @Test
    void anchors_have_the_length_of_a_list() {
        JsonNode all = api.json("/v1/anchors");
        assertThat(all.get("total").asInt()).isEqualTo(6);
        assertThat(all.get("cursors")).isEmpty();
        String behind = api.json("/v1/artifacts?limit=2").get("nextCursor").asText();
        assertThat(api.json("/v1/anchors?step=50&cursor=" + behind).get("total").asInt())
                .isEqualTo(4);
        assertThat(api.json("/v1/anchors?of=runs").get("total").asInt())
                .isEqualTo(api.json("/v1/runs?limit=500").get("items").size());
        assertThat(api.json("/v1/anchors?tag=nowhere").get("total").asInt()).isZero();
        assertThat(api.get("/v1/anchors?step=5&of=everything&cursor=x").statusCode())
                .isEqualTo(422);
    }

    @Test
    void all_invalid_parameters_are_named_in_one_response() {
        HttpResponse<byte[]> wrong = api.get("/v1/artifacts?limit=0&modle=x&status=maybe&createdAfter=soon");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(LiveApi.json(wrong).at("/detail/fields").toString())
                .contains("limit must be", "modle is not known", "status must be one of", "createdAfter must be");
        assertThat(api.get("/v1/artifacts?cursor=nonsense").statusCode()).isEqualTo(422);
    }

    @Test
    void unknown_paths_are_404_and_unsupported_methods_405() {
        assertThat(api.get("/v1/artifacts/artifact-0000000000000000").statusCode())
                .isEqualTo(404);
        assertThat(api.get("/v1/nothing").statusCode()).isEqualTo(404);
        HttpResponse<byte[]> put = api.send(api.builder("/v1/artifacts", "Content-Type", "application/json")
                .PUT(java.net.http.HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(put.statusCode()).isEqualTo(405);
        assertThat(put.headers().firstValue("allow").orElseThrow()).contains("GET");
    }

    @Test
    void ordering_a_run_of_an_unknown_template_is_refused() {
        HttpResponse<byte[]> unknown = api.post("/v1/runs", "{\"templateId\":\"t1\",\"intake\":{}}");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(LiveApi.error(unknown)).isEqualTo("template_not_found");
        HttpResponse<byte[]> invalid = api.post("/v1/runs", "{\"templateId\":\"t1\"}");
        assertThat(invalid.statusCode()).isEqualTo(422);
        assertThat(LiveApi.error(invalid)).isEqualTo("intake_invalid");
        assertThat(LiveApi.json(invalid).at("/detail/fields/0").asText()).isEqualTo("intake is required");
    }

    @Test
    void an_export_is_a_zip_with_the_original_byte_for_byte() throws IOException {
        String id = id("tag=winter");
        HttpResponse<byte[]> zip = api.get("/v1/export?ids=" + id + "&form=original&form=webp");
        assertThat(zip.statusCode()).isEqualTo(200);
        assertThat(zip.headers().firstValue("content-type")).hasValue("application/zip");
        byte[] original = Files.readAllBytes(api.testWorkspace.media.resolve("one.png"));
        boolean found = false;
        List<String> names = new ArrayList<>();
        try (ZipInputStream entries = new ZipInputStream(new ByteArrayInputStream(zip.body()))) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                names.add(entry.getName());
                found |= Arrays.equals(entries.readAllBytes(), original);
            }
        }
        assertThat(found).as("original in " + names).isTrue();
        assertThat(names).anyMatch(name -> name.endsWith(".json")).anyMatch(name -> name.endsWith(".webp"));
        assertThat(api.get("/v1/export?ids=" + id + ",artifact-0000000000000000")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void the_contract_its_page_and_the_health_are_served() {
        assertThat(new String(api.get("/openapi.yaml").body(), StandardCharsets.UTF_8))
                .startsWith("openapi: 3.1.0");
        String page = new String(api.get("/docs").body(), StandardCharsets.UTF_8);
        for (OpenApiContract.Operation operation : api.openApiContract.operations()) {
            assertThat(page).contains("id=\"" + operation.id() + "\"");
        }
        assertThat(page)
                .contains("<strong>Errors</strong> are always <code>")
                .contains("id=\"Event\"", "id=\"CloudEvent\"", "&quot;idempotency_key&quot; : &quot;run-1&quot;")
                .doesNotContainPattern("<(p|li|td|strong)>[^<]*(`|\\*\\*)");
        assertThat(page).doesNotContain("<script").doesNotContain("http://").doesNotContain("https://cdn");
        JsonNode health = api.json("/v1/health");
        assertThat(health.get("status").asText()).isEqualTo("up");
        assertThat(health.get("intake").asText()).isEqualTo("open");
        assertThat(api.get("/gallery/..%2fopenapi.yaml").statusCode()).isEqualTo(404);
    }

    private static Path bundle(String runId) {
        return api.testWorkspace.bundles().stream()
                .filter(path -> path.getFileName().toString().equals(runId))
                .findFirst()
                .orElseThrow();
    }
}
