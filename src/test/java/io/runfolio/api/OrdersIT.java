package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.TestWorkspace;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs ordered over HTTP and made by a generator that uses the folders only. */
class OrdersIT {
    @TempDir
    static Path folder;

    private static LiveApi api;
    private static Path orders;

    @BeforeAll
    static void start() throws Exception {
        api = new LiveApi(folder);
        orders = folder.resolve("orders");
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @BeforeEach
    void putTemplates() {
        api.testWorkspace.sampleTemplates();
    }

    private HttpResponse<byte[]> order(String template, String intake, String... headers) {
        return api.post(
                "/v1/runs",
                "{\"templateId\":\"" + template + "\",\"intake\":" + intake.replace('\'', '"') + "}",
                headers);
    }

    private static String id(HttpResponse<byte[]> answer) {
        return LiveApi.json(answer).get("id").asText();
    }

    private String state(String run) {
        return api.json("/v1/runs/" + run).get("state").asText();
    }

    private List<Path> waiting() throws IOException {
        if (!Files.exists(orders)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(orders)) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }

    /** Takes the waiting order as described in {@code docs/templates.md}. */
    private JsonNode take() throws IOException {
        Path order = waiting().get(0);
        Path taken = orders.resolve("taken").resolve(order.getFileName());
        Files.move(order, taken, StandardCopyOption.ATOMIC_MOVE);
        return TestWorkspace.json(taken);
    }

    /** Completes an order with an event. */
    private void end(JsonNode order, String status, int seed) {
        String picture = "made" + seed + ".png";
        api.testWorkspace.writePicture(picture, 320, 200, seed);
        ObjectNode event = OpenApiContract.JSON.createObjectNode();
        event.put("status", status).put("model_key", "m").set("idempotency_key", order.get("id"));
        event.putObject("prompts").set("raw", order.at("/intake/prompt"));
        event.set("job", order.get("job"));
        event.set("artifact", order.get("artifact"));
        if (status.equals("succeeded")) {
            event.putArray("outputs")
                    .addObject()
                    .put("kind", "image")
                    .put("source_path", "media/" + picture)
                    .put("role", "output");
        }
        api.testWorkspace.drop(order.get("id").asText() + ".json", event.toString());
    }

    private String make(String template, String intake, int seed) throws IOException {
        String id = id(order(template, intake));
        end(take(), "succeeded", seed);
        await().atMost(LiveApi.SOON).until(() -> state(id).equals("completed"));
        return id;
    }

    @Test
    void an_order_becomes_a_run_whose_artifacts_have_their_provenance() throws IOException {
        HttpResponse<byte[]> answer = order("poster", "{'prompt':'a red fox'}");
        assertThat(answer.statusCode()).isEqualTo(201);
        String id = id(answer);
        assertThat(answer.headers().firstValue("location")).hasValue("/v1/runs/" + id);
        assertThat(LiveApi.json(answer).get("status").asText()).isEqualTo("queued");
        assertThat(state(id)).isEqualTo("queued");

        JsonNode poster = take();
        assertThat(poster.at("/intake/style").asText()).isEqualTo("photo");
        assertThat(state(id)).isEqualTo("running");
        end(poster, "succeeded", 1);
        await().atMost(LiveApi.SOON).until(() -> state(id).equals("completed"));
        JsonNode run = api.json("/v1/runs/" + id);
        assertThat(run.get("jobId").asText()).isEqualTo(id);
        JsonNode artifact = run.at("/artifacts/0");
        assertThat(artifact.get("templateId").asText()).isEqualTo("poster");
        assertThat(artifact.get("artifactType").asText()).isEqualTo("poster");

        String source = artifact.get("id").asText();
        String clip = id(order("poster-clip", "{'prompt':'it runs','poster':'" + source + "'}"));
        JsonNode taken = take();
        Path original = api.testWorkspace.outputs.resolve(
                taken.at("/references/0/original").asText());
        assertThat(original).hasSameBinaryContentAs(api.testWorkspace.media.resolve("made1.png"));
        assertThat(taken.at("/steps/0/satisfied_by").asText()).isEqualTo(source);
        end(taken, "succeeded", 2);
        await().atMost(LiveApi.SOON).until(() -> state(clip).equals("completed"));
        JsonNode derived = api.json("/v1/runs/" + clip).at("/artifacts/0");
        assertThat(derived.get("sourceArtifactIds").toString()).isEqualTo("[\"" + source + "\"]");
        assertThat(api.json("/v1/artifacts/" + source).get("derivedArtifactIds").toString())
                .isEqualTo("[\"" + derived.get("id").asText() + "\"]");
        assertThat(api.json("/v1/artifacts?templateId=poster-clip").get("items"))
                .hasSize(1);
    }

    @Test
    void a_failed_order_becomes_a_failed_run() throws IOException {
        String id = id(order("poster", "{'prompt':'x'}"));
        end(take(), "failed", 3);
        await().atMost(LiveApi.SOON).until(() -> state(id).equals("failed"));
    }

    @Test
    void an_invalid_intake_is_refused_field_by_field() throws IOException {
        HttpResponse<byte[]> answer = order("poster", "{'width':'wide','size':1}");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(LiveApi.error(answer)).isEqualTo("intake_invalid");
        assertThat(LiveApi.json(answer).at("/detail/fields").toString())
                .isEqualTo("[\"intake.prompt is required\",\"intake.width must be a whole number\","
                        + "\"intake.size is not known\"]");
        assertThat(order("nowhere", "{}").statusCode()).isEqualTo(404);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void rejected_and_removed_artifacts_cannot_be_referenced() throws IOException {
        String run = make("poster", "{'prompt':'x'}", 4);
        JsonNode artifact = api.json("/v1/runs/" + run).at("/artifacts/0");
        String id = artifact.get("id").asText();
        String intake = "{'prompt':'x','poster':'" + id + "'}";
        api.post("/v1/artifacts/" + id + "/decision", "{\"decision\":\"reject\"}");
        assertThat(LiveApi.json(order("poster-clip", intake))
                        .at("/detail/fields/0")
                        .asText())
                .contains("must not be a rejected artifact");
        api.post("/v1/artifacts/" + id + "/decision", "{\"decision\":\"reopen\"}");
        Path bundle = api.testWorkspace.bundles().stream()
                .filter(one -> one.endsWith(artifact.get("runId").asText()))
                .findFirst()
                .orElseThrow();
        Files.delete(bundle.resolve("original").resolve("output_01.png"));
        assertThat(LiveApi.json(order("poster-clip", intake))
                        .at("/detail/fields/0")
                        .asText())
                .contains("with its file");
    }

    @Test
    void a_repeated_idempotency_key_creates_no_second_order() throws Exception {
        String[] key = {"Idempotency-Key", "k-1"};
        List<CompletableFuture<String>> answers = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> id(order("poster", "{'prompt':'x'}", key))))
                .toList();
        List<String> ids =
                answers.stream().map(CompletableFuture::join).distinct().toList();
        assertThat(ids).hasSize(1);
        assertThat(waiting()).hasSize(1);
        HttpResponse<byte[]> other = order("poster", "{'prompt':'y'}", key);
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(LiveApi.error(other)).isEqualTo("idempotency_key_used");

        end(take(), "succeeded", 5);
        await().atMost(LiveApi.SOON).until(() -> state(ids.get(0)).equals("completed"));
        Files.delete(folder.resolve("templates").resolve("poster.json"));
        HttpResponse<byte[]> again = order("poster", "{'prompt':'x'}", key);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(id(again)).isEqualTo(ids.get(0));
        Files.delete(orders.resolve("taken").resolve(ids.get(0) + ".json"));
        assertThat(LiveApi.error(order("poster", "{'prompt':'x'}", key))).isEqualTo("idempotency_key_used");
        assertThat(order("poster", "{'prompt':'x'}", "Idempotency-Key", "k".repeat(201))
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void an_order_can_be_cancelled_until_a_generator_takes_it() throws IOException {
        String off = id(order("poster", "{'prompt':'x'}"));
        HttpResponse<byte[]> cancelled = api.post("/v1/runs/" + off + "/cancel", "");
        assertThat(cancelled.statusCode()).isEqualTo(200);
        assertThat(state(off)).isEqualTo("cancelled");
        assertThat(waiting()).isEmpty();

        String taken = id(order("poster", "{'prompt':'x'}"));
        take();
        HttpResponse<byte[]> late = api.post("/v1/runs/" + taken + "/cancel", "");
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(LiveApi.error(late)).isEqualTo("order_taken");
        assertThat(api.post("/v1/runs/order-0000000000000000/cancel", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void an_unusable_template_is_reported_and_the_others_are_served() throws IOException {
        Path bad = Files.writeString(folder.resolve("templates").resolve("bad.json"), "{\"id\":\"bad\"}");
        JsonNode list = api.json("/v1/templates");
        assertThat(list.get("items")).hasSize(2);
        assertThat(list.at("/problems/0/message").asText()).startsWith("bad.json: name is required");
        assertThat(list.at("/problems/0/cure").asText()).startsWith("add a text");
        assertThat(api.json("/v1/health").get("templateProblems").asInt()).isPositive();
        assertThat(api.get("/v1/templates/poster").statusCode()).isEqualTo(200);
        assertThat(api.json("/v1/templates/poster?version=1").get("canonical").asBoolean())
                .isTrue();
        assertThat(LiveApi.error(api.get("/v1/templates/poster?version=2"))).isEqualTo("template_not_found");
        assertThat(LiveApi.error(api.get("/v1/templates/bad"))).isEqualTo("template_not_found");
        Files.delete(bad);
    }
}
