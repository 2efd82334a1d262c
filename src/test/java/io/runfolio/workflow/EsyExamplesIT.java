package io.runfolio.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.runfolio.TestWorkspace;
import io.runfolio.api.LiveApi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Templates in the form of Esy's published examples, run by a real worker against stub endpoints. */
class EsyExamplesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Path TEMPLATES = Path.of("src/test/resources/esy");

    @TempDir
    static Path folder;

    private static final List<JsonNode> REQUESTS = new CopyOnWriteArrayList<>();
    private static HttpServer stub;
    private static ExecutorService threads;
    private static LiveApi api;

    @BeforeAll
    static void start() throws Exception {
        stub = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        threads = Executors.newCachedThreadPool();
        stub.setExecutor(threads);
        stub.createContext("/", EsyExamplesIT::answer);
        stub.start();
        String url = "http://127.0.0.1:" + stub.getAddress().getPort() + "/";
        Path rates = Files.writeString(
                folder.resolve("rates.json"),
                "{\"models\": {\"openai/gpt-image-2\": {\"unit\": \"image\", \"unitPrice\": 0.04, \"quantity\": 1},"
                        + " \"fal/birefnet-light\": {\"unit\": \"image\", \"unitPrice\": 0.01, \"quantity\": 1}}}");
        api = new LiveApi(
                folder.resolve("worker"),
                "runfolio.templates",
                TEMPLATES.toAbsolutePath().toString(),
                "runfolio.workflow.runs",
                folder.resolve("runs").toString(),
                "runfolio.workflow.rates",
                rates.toString(),
                "runfolio.workflow.kinds.llm",
                url + "llm",
                "runfolio.workflow.kinds.agent",
                url + "agent",
                "runfolio.workflow.kinds.image",
                url + "image",
                "runfolio.workflow.kinds.tool",
                url + "tool");
    }

    @AfterAll
    static void stop() {
        if (api != null) {
            api.close();
        }
        stub.stop(0);
        threads.shutdownNow();
    }

    @BeforeEach
    void forget() {
        REQUESTS.clear();
    }

    /** Answers as an endpoint of each kind does. */
    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            REQUESTS.add(request);
            byte[] bytes = JSON.writeValueAsBytes(answer(request));
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static ObjectNode answer(JsonNode request) throws IOException {
        ObjectNode answer = JSON.createObjectNode();
        String step = request.get("stepId").asText();
        switch (step) {
            case "write" ->
                answer.set(
                        "json",
                        JSON.readTree(
                                """
                    {"title": "Tides", "summary": "Two bulges of water.", "sources": ["https://tides.example/"],
                     "sections": [{"heading": "Moon", "body": "It pulls."}, {"heading": "Sun", "body": "It adds."}]}
                    """));
            case "image.generate", "step-3", "compose" -> file(answer, "output", 1);
            case "background.remove" -> file(answer, "output", 2);
            case "image.convert_webp.raw", "image.convert_webp.processed" -> file(answer, "output", 3);
            case "artifact.create" -> {
                file(answer, "raw", 4);
                file(answer, "processed", 5);
            }
            default -> answer.put("text", "answer to " + request.path("prompt").asText());
        }
        return answer;
    }

    private static void file(ObjectNode answer, String role, int color) throws IOException {
        BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
        image.setRGB(5, 5, color);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        answer.withArray("files")
                .addObject()
                .put("data", Base64.getEncoder().encodeToString(png.toByteArray()))
                .put("kind", "image")
                .put("mimeType", "image/png")
                .put("role", role);
    }

    private static String start(String templateId, String intake) {
        JsonNode started =
                LiveApi.json(api.post("/v1/runs", "{\"templateId\":\"" + templateId + "\",\"intake\":" + intake + "}"));
        assertThat(started.path("status").asText()).as("%s", started).isEqualTo("queued");
        return started.get("id").asText();
    }

    private static JsonNode run(String id) {
        return api.json("/v1/runs/" + id);
    }

    private static JsonNode await(String id, String state) {
        org.awaitility.Awaitility.await().atMost(SOON).until(() -> run(id), run -> {
            String now = run.get("state").asText();
            assertThat(now).as("%s", run.get("error")).isNotIn(state.equals("failed") ? "completed" : "failed");
            return now.equals(state);
        });
        return run(id);
    }

    /** Returns an artifact, which the catalog has a moment after it was bundled. */
    private static JsonNode artifact(String id) {
        org.awaitility.Awaitility.await()
                .atMost(SOON)
                .until(() -> api.get("/v1/artifacts/" + id).statusCode() == 200);
        return api.json("/v1/artifacts/" + id);
    }

    private static JsonNode decide(String artifact, String decision) {
        artifact(artifact);
        return LiveApi.json(api.post("/v1/artifacts/" + artifact + "/decision", "{\"decision\":\"" + decision + "\"}"));
    }

    private static String report() {
        JsonNode run = await(start("generate-research-report", "{\"topic\":\"tides\"}"), "completed");
        return run.get("artifactId").asText();
    }

    private static List<String> states(JsonNode run) {
        return StreamSupport.stream(run.get("steps").spliterator(), false)
                .map(step -> step.get("id").asText() + " " + step.get("state").asText())
                .toList();
    }

    private static List<String> steps() {
        return REQUESTS.stream().map(request -> request.get("stepId").asText()).toList();
    }

    private static JsonNode request(String step) {
        return REQUESTS.stream()
                .filter(one -> one.get("stepId").asText().equals(step))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static void hasTimes(JsonNode run) {
        Instant queued = Instant.parse(run.get("queuedAt").asText());
        Instant started = Instant.parse(run.get("startedAt").asText());
        Instant first = Instant.parse(run.get("firstArtifactAt").asText());
        assertThat(queued).isBeforeOrEqualTo(started);
        assertThat(started).isBefore(first);
        assertThat(run.get("queueWaitMs").asLong())
                .isEqualTo(Duration.between(queued, started).toMillis());
        assertThat(run.get("timeToFirstArtifactMs").asLong())
                .isEqualTo(Duration.between(queued, first).toMillis());
    }

    @Test
    void clip_art_is_in_review_with_a_raw_and_a_processed_picture() {
        String id = start(
                "generate-clip-art-asset",
                "{\"intent\":{\"prompt\":\"a red fox\",\"style\":\"flat\",\"aspectRatio\":\"1:1\"}}");
        JsonNode run = await(id, "review");

        assertThat(id).matches("run-[0-9a-f]{16}");
        assertThat(run.get("status").asText()).isEqualTo("review");
        assertThat(states(run))
                .containsExactly(
                        "prompt.resolve completed",
                        "image.generate completed",
                        "background.remove completed",
                        "image.convert_webp.raw completed",
                        "image.convert_webp.processed completed",
                        "storage.upload_raw completed",
                        "storage.upload_processed completed",
                        "artifact.create completed");
        assertThat(run.get("runSteps")).isEqualTo(run.get("steps"));
        assertThat(request("prompt.resolve").get("prompt").asText()).isEqualTo("a red fox, flat style, 1:1");
        assertThat(request("image.generate").get("prompt").asText()).isEqualTo("answer to a red fox, flat style, 1:1");
        assertThat(request("image.generate").get("model").asText()).isEqualTo("openai/gpt-image-2");
        assertThat(request("background.remove").get("model").asText()).isEqualTo("fal/birefnet-light");
        assertThat(request("background.remove").at("/parameters/enabled").asBoolean())
                .isTrue();
        assertThat(Path.of(request("background.remove").get("input").asText())).isAbsolute();
        assertThat(run.at("/costs/estimated").asDouble()).isEqualTo(0.05);
        assertThat(run.at("/costs/currency").asText()).isEqualTo("USD");
        hasTimes(run);

        String artifactId = run.get("artifactId").asText();
        JsonNode artifact = artifact(artifactId);
        assertThat(artifact.get("status").asText()).isEqualTo("review");
        assertThat(artifact.get("templateId").asText()).isEqualTo("generate-clip-art-asset");
        assertThat(artifact.get("artifactClass").asText()).isEqualTo("visual");
        assertThat(artifact.get("artifactType").asText()).isEqualTo("clip-art");
        assertThat(artifact.at("/content/raw/storageKey").asText())
                .isEqualTo("artifacts/clip-art/" + artifactId + "/raw.webp");
        assertThat(artifact.at("/content/processed/storageKey").asText())
                .isEqualTo("artifacts/clip-art/" + artifactId + "/processed.webp");
        assertThat(artifact.at("/content/raw/originalUrl")).isNotEqualTo(artifact.at("/content/processed/originalUrl"));

        decide(artifactId, "approve");
        JsonNode completed = await(id, "completed");
        assertThat(completed.get("durationMs").asLong()).isPositive();
        assertThat(completed.get("gate").isNull()).isTrue();
    }

    @Test
    void a_research_report_is_text_without_a_file() {
        JsonNode run = await(start("generate-research-report", "{\"topic\":\"tides\"}"), "completed");

        assertThat(run.at("/intake/depth").asText()).isEqualTo("standard");
        assertThat(request("plan").get("prompt").asText()).isEqualTo("Plan a standard report about tides.");
        assertThat(request("plan").get("system").asText()).isEqualTo("You plan research.");
        JsonNode artifact = artifact(run.get("artifactId").asText());
        assertThat(artifact.get("artifactClass").asText()).isEqualTo("research");
        assertThat(artifact.get("artifactType").asText()).isEqualTo("research-report");
        assertThat(artifact.at("/content/type").asText()).isEqualTo("research-report");
        assertThat(artifact.at("/content/title").asText()).isEqualTo("Tides");
        assertThat(artifact.at("/content/sections/1/body").asText()).isEqualTo("It adds.");
        assertThat(texts(artifact.at("/content/sources"))).containsExactly("https://tides.example/");
        assertThat(artifact.get("media").isNull()).isTrue();
    }

    @Test
    void an_infographic_without_a_report_makes_one_in_a_child_run() {
        String id = start("generate-research-infographic", "{\"topic\":\"tides\"}");
        JsonNode run = await(id, "review");

        assertThat(states(run)).containsExactly("step-1 completed", "step-2 completed", "step-3 completed");
        assertThat(steps()).containsExactly("plan", "write", "step-2", "step-3");
        String childId = run.at("/steps/0/childRunId").asText();
        assertThat(texts(run.get("childRunIds"))).containsExactly(childId);
        JsonNode child = run(childId);
        assertThat(child.get("parentRunId").asText()).isEqualTo(id);
        assertThat(child.get("parentStepId").asText()).isEqualTo("step-1");
        assertThat(child.get("templateVersion").asText()).isEqualTo("2026.05.29");
        assertThat(child.at("/intake/topic").asText()).isEqualTo("tides");
        String report = child.get("artifactId").asText();
        assertThat(texts(run.get("sourceArtifactIds"))).containsExactly(report);
        assertThat(run.get("sourceReportArtifactId").asText()).isEqualTo(report);
        assertThat(request("step-2").get("prompt").asText()).isEqualTo("Distill: Two bulges of water. / Moon");
        JsonNode artifact = artifact(run.get("artifactId").asText());
        assertThat(artifact.get("sourceReportArtifactId").asText()).isEqualTo(report);
        assertThat(run.at("/costs/entries"))
                .anyMatch(entry -> entry.get("source").asText().equals("child"));
    }

    @Test
    void an_infographic_of_a_supplied_report_differs_only_in_the_skipped_step() {
        String report = report();
        REQUESTS.clear();
        JsonNode run = await(
                start("generate-research-infographic", "{\"topic\":\"tides\",\"sourceReport\":\"" + report + "\"}"),
                "review");

        assertThat(states(run)).containsExactly("step-1 skipped", "step-2 completed", "step-3 completed");
        assertThat(steps()).containsExactly("step-2", "step-3");
        assertThat(run.at("/steps/0/artifactId").asText()).isEqualTo(report);
        assertThat(run.get("childRunIds")).isEmpty();
        assertThat(run.at("/inputs/sourceReport").asText()).isEqualTo(report);
        assertThat(texts(run.get("sourceArtifactIds"))).containsExactly(report);
        assertThat(run.get("sourceReportArtifactId").asText()).isEqualTo(report);
        assertThat(request("step-2").get("prompt").asText()).isEqualTo("Distill: Two bulges of water. / Moon");
        assertThat(request("step-2")
                        .at("/inputs/sourceReport/sections/1/heading")
                        .asText())
                .isEqualTo("Sun");

        String artifactId = run.get("artifactId").asText();
        JsonNode artifact = artifact(artifactId);
        assertThat(artifact.get("sourceReportArtifactId").asText()).isEqualTo(report);
        assertThat(texts(artifact.get("sourceArtifactIds"))).containsExactly(report);
        assertThat(texts(artifact(report).get("derivedArtifactIds"))).contains(artifactId);
        assertThat(run.at("/costs/entries"))
                .noneMatch(entry -> entry.get("source").asText().equals("child"));

        decide(artifactId, "reject");
        JsonNode rejected = await(run.get("id").asText(), "failed");
        assertThat(rejected.at("/error/code").asText()).isEqualTo("gate_rejected");
    }

    @Test
    void a_composition_has_both_pictures_as_sources_in_their_order() throws IOException {
        String clipArt = await(
                        start(
                                "generate-clip-art-asset",
                                "{\"intent\":{\"prompt\":\"a fox\",\"style\":\"flat\",\"aspectRatio\":\"1:1\"}}"),
                        "review")
                .get("artifactId")
                .asText();
        api.testWorkspace.writePicture("meadow.png", 320, 200, 7);
        api.testWorkspace.drop("meadow.json", TestWorkspace.event("meadow", "succeeded", "meadow.png"));
        org.awaitility.Awaitility.await()
                .atMost(SOON)
                .until(() -> api.json("/v1/artifacts?artifactType=image")
                                .get("items")
                                .size()
                        > 0);
        String meadow =
                api.json("/v1/artifacts?artifactType=image").at("/items/0/id").asText();
        REQUESTS.clear();

        JsonNode run = await(
                start(
                        "compose-scene",
                        "{\"prompt\":\"a fox in a meadow\",\"subject\":\"" + clipArt + "\",\"background\":\"" + meadow
                                + "\"}"),
                "completed");

        JsonNode parameters = request("compose").get("parameters");
        assertThat(texts(parameters.get("layers"))).hasSize(2).allSatisfy(path -> assertThat(Path.of(path))
                .exists());
        assertThat(texts(parameters.get("keys")))
                .containsExactly(
                        "artifacts/image/" + meadow + "/processed.webp",
                        "artifacts/clip-art/" + clipArt + "/processed.webp");
        JsonNode artifact = artifact(run.get("artifactId").asText());
        assertThat(texts(artifact.get("sourceArtifactIds"))).containsExactly(clipArt, meadow);
        assertThat(artifact.get("sourceReportArtifactId").isNull()).isTrue();
        assertThat(artifact.get("artifactType").asText()).isEqualTo("scene");
    }

    @Test
    void a_rejected_or_unfit_artifact_is_refused_before_the_run_starts() {
        String report = report();
        REQUESTS.clear();
        String picture = await(
                        start("generate-research-infographic", "{\"topic\":\"x\",\"sourceReport\":\"" + report + "\"}"),
                        "review")
                .get("artifactId")
                .asText();
        REQUESTS.clear();
        JsonNode unfit = LiveApi.json(api.post(
                "/v1/runs",
                "{\"templateId\":\"generate-research-infographic\",\"intake\":{\"topic\":\"x\",\"sourceReport\":\""
                        + picture + "\"}}"));
        assertThat(unfit.at("/detail/error").asText()).isEqualTo("intake_invalid");
        assertThat(unfit.at("/detail/fields/0").asText()).startsWith("intake.sourceReport");
        decide(report, "reject");
        JsonNode rejected = LiveApi.json(api.post(
                "/v1/runs",
                "{\"templateId\":\"generate-research-infographic\",\"intake\":{\"topic\":\"x\",\"sourceReport\":\""
                        + report + "\"}}"));
        assertThat(rejected.at("/detail/fields/0").asText()).startsWith("intake.sourceReport");
        assertThat(REQUESTS).isEmpty();
    }
}
