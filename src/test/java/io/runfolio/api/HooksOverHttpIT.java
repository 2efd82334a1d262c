package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpServer;
import io.runfolio.TestWorkspace;
import io.runfolio.api.security.TokenFile;
import io.runfolio.hooks.poll.ProviderServer;
import io.runfolio.hooks.poll.ProviderServer.Answer;
import io.runfolio.json.CollidingFieldNames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks of a server that requires tokens for all else. */
class HooksOverHttpIT {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String TOKEN = "studio-secret-0123456789";

    @TempDir
    static Path folder;

    private static LiveApi api;
    /** Provider whose tasks never end. */
    private static ProviderServer tasks;

    private static String sender;
    private static String reader;

    @BeforeAll
    static void start() throws Exception {
        tasks = new ProviderServer();
        Path tokens = folder.resolve("tokens.json");
        reader = new TokenFile(tokens).create("reader", EnumSet.of(Scope.READ));
        sender = new TokenFile(tokens).create("sender", EnumSet.of(Scope.SUBMIT, Scope.READ));
        api = new LiveApi(
                folder,
                "runfolio.http.tokens-file",
                tokens.toString(),
                "runfolio.http.allowed-origins",
                "https://hooks.studio.example",
                "runfolio.http.max-body",
                "12MiB",
                "runfolio.fetch.allow-hosts",
                "127.0.0.1",
                "runfolio.fetch.allow-private-hosts",
                "127.0.0.1",
                "runfolio.fetch.allow-http",
                "true",
                "runfolio.hooks.replicate.adapter",
                "replicate",
                "runfolio.hooks.replicate.secret-file",
                secret("replicate", SECRET),
                "runfolio.hooks.webui.adapter",
                "automatic1111",
                "runfolio.hooks.webui.scheme",
                "token",
                "runfolio.hooks.webui.secret-file",
                secret("webui", TOKEN),
                "runfolio.poll.allow-hosts",
                "127.0.0.1",
                "runfolio.poll.interval",
                "1s",
                "runfolio.providers.comfyui.base-url",
                tasks.url(),
                "runfolio.hooks.comfy.adapter",
                "comfyui",
                "runfolio.hooks.comfy.scheme",
                "token",
                "runfolio.hooks.comfy.secret-file",
                secret("comfy", TOKEN),
                "runfolio.hooks.closed.adapter",
                "fal",
                "runfolio.hooks.closed.scheme",
                "token",
                "runfolio.hooks.closed.secret-file",
                folder.resolve("missing").toString());
    }

    @AfterAll
    static void stop() {
        api.close();
        tasks.close();
    }

    private static String secret(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".secret"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file.toString();
    }

    private static String prediction(String id, String status) {
        return """
                {"id": "%s", "status": "%s", "model": "flux", "input": {"prompt": "A lighthouse\\u0007 at dawn\\n"},
                 "output": null, "error": "No GPU", "created_at": "2026-03-26T11:58:00Z",
                 "completed_at": "2026-03-26T11:58:09Z", "metrics": {"predict_time": 7.5}}
                """
                .formatted(id, status);
    }

    private static HttpResponse<byte[]> signed(String body) throws Exception {
        long now = Instant.now().getEpochSecond();
        return api.post(
                "/v1/hooks/replicate",
                body,
                "webhook-id",
                "msg_1",
                "webhook-timestamp",
                String.valueOf(now),
                "webhook-signature",
                new Webhook(SECRET).sign("msg_1", now, body));
    }

    private static HttpResponse<byte[]> token(String body) {
        return api.post("/v1/hooks/webui", body, "Authorization", "Bearer " + TOKEN);
    }

    private static JsonNode run(String eventId) {
        String[] bearer = {"Authorization", "Bearer " + reader};
        await().atMost(LiveApi.SOON).until(() -> LiveApi.json(api.get("/v1/events/" + eventId, bearer))
                .path("state")
                .asText()
                .equals("bundled"));
        String run = LiveApi.json(api.get("/v1/events/" + eventId, bearer))
                .get("runId")
                .asText();
        await().atMost(LiveApi.SOON)
                .until(() -> api.get("/v1/runs/" + run, bearer).statusCode() == 200);
        return LiveApi.json(api.get("/v1/runs/" + run, bearer));
    }

    @Test
    void a_signed_payload_becomes_one_run_however_often_it_is_sent() throws Exception {
        HttpResponse<byte[]> first = signed(prediction("p1", "failed"));
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(LiveApi.json(first).get("state").asText()).isEqualTo("accepted");

        JsonNode run = run("replicate:p1");
        assertThat(run.get("status").asText()).isEqualTo("failed");
        assertThat(run.at("/timing/runSeconds").asDouble()).isEqualTo(7.5);
        assertThat(run.at("/prompts/raw").asText()).isEqualTo("A lighthouse\u0007 at dawn\n");
        assertThat(run.at("/cost/unit").asText()).isEqualTo("seconds");

        // the provider's repetition has another time
        HttpResponse<byte[]> again = signed(prediction("p1", "failed").replace("11:58:09Z", "11:58:10Z"));
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(LiveApi.json(again).get("state").asText()).isEqualTo("known");
        assertThat(run("replicate:p1").get("id")).isEqualTo(run.get("id"));
        assertThat(api.testWorkspace.events("")).isEmpty();
    }

    @Test
    void a_run_that_goes_on_makes_no_event() throws Exception {
        HttpResponse<byte[]> answer = signed(prediction("p2", "processing"));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(LiveApi.json(answer).get("state").asText()).isEqualTo("running");
        assertThat(api.get("/v1/events/replicate:p2", "Authorization", "Bearer " + reader)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_call_that_is_not_proven_gets_the_rule_and_no_more() throws Exception {
        String body = prediction("p3", "failed");
        HttpResponse<byte[]> unsigned = api.post("/v1/hooks/replicate", body);
        HttpResponse<byte[]> wrong = api.post(
                "/v1/hooks/replicate",
                body,
                "webhook-id",
                "m",
                "webhook-timestamp",
                String.valueOf(Instant.now().getEpochSecond()),
                "webhook-signature",
                "v1,AAAA");
        HttpResponse<byte[]> late = api.post(
                "/v1/hooks/replicate",
                body,
                "webhook-id",
                "m",
                "webhook-timestamp",
                "1774526400",
                "webhook-signature",
                new Webhook(SECRET).sign("m", 1774526400, body));
        HttpResponse<byte[]> bearer = api.post("/v1/hooks/webui", body, "Authorization", "Bearer " + reader);

        assertThat(List.of(unsigned, wrong, late, bearer))
                .extracting(HttpResponse::statusCode)
                .containsOnly(401);
        assertThat(LiveApi.error(unsigned)).isEqualTo("hook_unsigned");
        assertThat(LiveApi.error(wrong)).isEqualTo("hook_signature_wrong");
        assertThat(LiveApi.error(late)).isEqualTo("hook_late");
        assertThat(LiveApi.error(bearer)).isEqualTo("hook_signature_wrong");
        assertThat(api.testWorkspace.events("")).noneMatch(file -> file.contains("p3"));
        assertThat(api.post("/v1/hooks/closed", body, "Authorization", TOKEN).statusCode())
                .isEqualTo(503);
        assertThat(api.post("/v1/hooks/nobody", body).statusCode()).isEqualTo(404);
    }

    @Test
    void a_picture_in_a_payload_becomes_an_original() throws Exception {
        byte[] picture = Files.readAllBytes(api.testWorkspace.writePicture("big.png", 1200, 1200, 3));
        String body = "{\"images\":[\"" + Base64.getEncoder().encodeToString(picture)
                + "\"],\"parameters\":{\"prompt\":\"a disc\"},\"info\":\"{\\\"seed\\\":9,\\\"all_seeds\\\":[9]}\"}";

        HttpResponse<byte[]> answer = token(body);

        assertThat(answer.statusCode()).isEqualTo(202);
        JsonNode run = run(LiveApi.json(answer).get("eventId").asText());
        JsonNode artifact = run.get("artifacts").get(0);
        assertThat(artifact.at("/facts/seed").asText()).isEqualTo("9");
        assertThat(artifact.get("outputState").asText()).isEqualTo("ready");
        assertThat(api.get(
                                "/v1/artifacts/" + artifact.get("id").asText() + "/content/original",
                                "Authorization",
                                "Bearer " + reader)
                        .body())
                .isEqualTo(picture);
    }

    @Test
    void outputs_are_fetched_after_the_call_and_their_links_lose_the_signature() throws Exception {
        byte[] picture = Files.readAllBytes(api.testWorkspace.writePicture("linked.png", 300, 200, 5));
        HttpServer provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/out-0.png", exchange -> {
            exchange.sendResponseHeaders(200, picture.length);
            exchange.getResponseBody().write(picture);
            exchange.close();
        });
        provider.start();
        try {
            String host = "http://127.0.0.1:" + provider.getAddress().getPort();
            String body = prediction("p4", "succeeded")
                    .replace(
                            "\"output\": null",
                            "\"output\": [\"" + host + "/out-0.png?signature=abc123\","
                                    + " \"https://elsewhere.example/out-1.png\"]");
            assertThat(signed(body).statusCode()).isEqualTo(202);

            JsonNode artifacts = run("replicate:p4").get("artifacts");
            assertThat(artifacts.findValuesAsText("outputState")).containsExactly("ready", "failed");
            assertThat(api.get(
                                    "/v1/artifacts/"
                                            + artifacts.get(0).get("id").asText() + "/content/original",
                                    "Authorization",
                                    "Bearer " + reader)
                            .body())
                    .isEqualTo(picture);
            Path record = api.testWorkspace.bundles().stream()
                    .map(bundle -> bundle.resolve("run.json"))
                    .filter(file -> TestWorkspace.json(file).toString().contains("replicate:p4"))
                    .findFirst()
                    .orElseThrow();
            assertThat(Files.readString(record)).contains(host + "/out-0.png").doesNotContain("abc123");
        } finally {
            provider.stop(0);
        }
    }

    private static String polled(String task) {
        return """
                {"status": "running", "model_key": "house-model", "slug": "sent", "options": {"steps": 4},
                 "poll": {"adapter": "comfyui", "task_id": "%s"}}"""
                .formatted(task);
    }

    private static String ended(String task, String message) {
        return """
                {"%s": {"prompt": [1, "%s", {}, {}, []], "outputs": {}, "status": {"status_str": "error",
                 "messages": [["execution_error", {"exception_message": "%s"}]]}}}"""
                .formatted(task, task, message);
    }

    private static HttpResponse<byte[]> comfy(String body) {
        return api.post("/v1/hooks/comfy", body, "Authorization", "Bearer " + TOKEN);
    }

    private static HttpResponse<byte[]> submit(String body) {
        return api.post("/v1/events", body, "Authorization", "Bearer " + sender);
    }

    private static void waitsAsPolling(String task) {
        await().atMost(LiveApi.SOON)
                .until(() -> LiveApi.json(api.get("/v1/events/comfyui:" + task, "Authorization", "Bearer " + reader))
                        .path("state")
                        .asText()
                        .equals("polling"));
    }

    private static void assertNothingLeft(String task) throws Exception {
        await().atMost(LiveApi.SOON)
                .until(() -> api.testWorkspace.events(".waiting").isEmpty()
                        && api.testWorkspace.events("").isEmpty());
        assertThat(api.testWorkspace.events(".failed")).isEmpty();
        int requests = tasks.requests.size();
        assertThat(run("comfyui:" + task).get("status").asText()).isEqualTo("failed");
        assertThat(tasks.requests).hasSize(requests);
    }

    @Test
    void a_webhook_ends_the_poll_of_its_task_and_the_run_keeps_what_the_event_said() throws Exception {
        tasks.on("/history/w1", Answer.of("{}"));
        assertThat(submit(polled("w1")).statusCode()).isEqualTo(202);
        waitsAsPolling("w1");

        assertThat(comfy(ended("w1", "no paint")).statusCode()).isEqualTo(202);
        JsonNode run = run("comfyui:w1");
        assertThat(run.toString()).contains("no paint", "house-model", "\"steps\":4");
        HttpResponse<byte[]> again = comfy(ended("w1", "something else"));
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(LiveApi.json(again).get("state").asText()).isEqualTo("known");
        assertNothingLeft("w1");
        assertThat(run("comfyui:w1").get("id")).isEqualTo(run.get("id"));
    }

    @Test
    void two_different_webhooks_at_once_end_a_poll_with_one_run() throws Exception {
        tasks.on("/history/w2", Answer.of("{}"));
        assertThat(submit(polled("w2")).statusCode()).isEqualTo(202);
        waitsAsPolling("w2");
        CyclicBarrier barrier = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            for (String message : List.of("one", "two")) {
                answers.add(threads.submit(() -> {
                    barrier.await();
                    return comfy(ended("w2", message)).statusCode();
                }));
            }
            assertThat(List.of(answers.get(0).get(), answers.get(1).get())).containsExactlyInAnyOrder(200, 202);
        } finally {
            threads.shutdownNow();
        }
        run("comfyui:w2");
        assertNothingLeft("w2");
    }

    @Test
    void an_event_that_asks_for_a_task_which_a_webhook_has_reported_is_a_duplicate() throws Exception {
        tasks.on("/history/w3", Answer.of("{}"));
        assertThat(comfy(ended("w3", "no paint")).statusCode()).isEqualTo(202);
        JsonNode run = run("comfyui:w3");

        assertThat(submit(polled("w3")).statusCode()).isEqualTo(202);
        api.testWorkspace.drop("late.json", polled("w3"));
        String result = "\"result\": {\"status\": \"succeeded\"}, \"task_id\"";
        api.testWorkspace.drop("ended.json", polled("w3").replace("\"task_id\"", result));
        api.testWorkspace.drop(
                "hook.json",
                """
                {"status": "failed", "model_key": "m", "idempotency_key": "comfyui:w3",
                 "source_metadata": {"hook": "comfy"}}""");
        List<String> all = List.of("late.json", "ended.json", "hook.json");
        await().atMost(LiveApi.SOON)
                .until(() -> api.testWorkspace.events(".done").containsAll(all));
        assertNothingLeft("w3");
        assertThat(run("comfyui:w3").get("id")).isEqualTo(run.get("id"));
        assertThat(tasks.requests.toString()).doesNotContain("w3");
    }

    @Test
    void of_calls_at_the_same_time_one_makes_the_event() throws Exception {
        String body = prediction("p5", "failed");
        CyclicBarrier barrier = new CyclicBarrier(6);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                answers.add(threads.submit(() -> {
                    barrier.await();
                    return signed(body).statusCode();
                }));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : answers) {
                statuses.add(answer.get());
            }
            assertThat(statuses).containsOnly(200, 202).containsOnlyOnce(202);
        } finally {
            threads.shutdownNow();
        }
        run("replicate:p5");
    }

    @Test
    void calls_come_through_a_proxy_that_is_named_and_through_no_other() {
        String rest = "\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
        String start = "POST /v1/hooks/replicate HTTP/1.1\r\nHost: ";

        assertThat(api.raw(start + "hooks.studio.example" + rest))
                .startsWith("HTTP/1.1 401")
                .contains("hook_unsigned");
        assertThat(api.raw(start + "rebound.example" + rest))
                .startsWith("HTTP/1.1 403")
                .contains("host_refused");
    }

    @Test
    void hostile_payloads_are_refused_and_the_next_one_is_accepted() throws Exception {
        String names = CollidingFieldNames.object(CollidingFieldNames.of31(6_000));
        String nodes = IntStream.range(0, 1_000_000).mapToObj(i -> "1").collect(Collectors.joining(",", "[", "]"));
        String deep = "[".repeat(50_000) + "]".repeat(50_000);
        List<String> hostile = List.of(
                "{\"images\":[],\"x\":" + names + "}",
                "{\"images\":" + nodes + "}",
                "{\"images\":" + deep + "}",
                "{\"images\":[\"" + "A".repeat(10 << 20) + "",
                "{\"images\":1e99999999999}",
                "{\"images\":{},\"images\":[]}",
                "",
                "null",
                "[]",
                "\"images\"");
        for (String body : hostile) {
            assertThat(token(body).statusCode())
                    .as(body.substring(0, Math.min(60, body.length())))
                    .isIn(422);
        }
        assertThat(token("{\"images\":[\"" + "A".repeat(13 << 20) + "\"]}").statusCode())
                .isEqualTo(413);

        assertThat(signed(prediction("p9", "failed")).statusCode()).isEqualTo(202);
        assertThat(token("{\"images\":[],\"error\":\"no memory\",\"x\":"
                                + CollidingFieldNames.object(CollidingFieldNames.of31(3_000)) + "}")
                        .statusCode())
                .isEqualTo(202);
        run("replicate:p9");
    }
}
