package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.WorkerProcess;
import io.runfolio.hooks.outbox.WebhookReceiver;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workflow runs over HTTP: the API in this process, the worker in another, programs as endpoints. */
class WorkflowOverHttpIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static WorkflowWorld world;
    private static WebhookReceiver receiver;
    private static LiveApi api;
    private static WorkerProcess worker;

    @BeforeAll
    static void start() throws Exception {
        receiver = new WebhookReceiver(0);
        world = new WorkflowWorld(folder);
        Path secret = Files.writeString(folder.resolve("secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        world.set("runfolio.workflow.webhooks", receiver.url().toString());
        world.set("runfolio.workflow.webhook-secret-file", secret.toString());
        world.set("runfolio.workflow.webhook-delay", "200ms");
        world.set("runfolio.fetch.allow-http", "true");
        world.set("runfolio.fetch.allow-private-hosts", "127.0.0.1");
        api = LiveApi.withoutWorker(folder, world.settings());
        worker = WorkerProcess.start(api.testWorkspace, "worker");
    }

    @AfterAll
    static void stop() {
        worker.kill();
        api.close();
        receiver.close();
    }

    @AfterEach
    void reset() throws IOException {
        world.switchOff("hold");
        world.switchOff("fail");
        receiver.status = 204;
    }

    private static HttpResponse<byte[]> post(String template, String intake, String... headers) {
        return api.post(
                "/v1/runs",
                "{\"templateId\":\"" + template + "\",\"intake\":" + intake.replace('\'', '"') + "}",
                headers);
    }

    private static String start(String template) {
        HttpResponse<byte[]> answer = post(template, "{'prompt':'a fox'}");
        assertThat(answer.statusCode()).as(new String(answer.body())).isEqualTo(201);
        return LiveApi.json(answer).get("id").asText();
    }

    private static JsonNode run(String id) {
        return api.json("/v1/runs/" + id);
    }

    private static JsonNode awaitState(String id, String state) {
        await().atMost(SOON)
                .alias(worker.log())
                .until(() -> run(id).get("state").asText(), state::equals);
        return run(id);
    }

    private static String change(String id, String what, String body) {
        HttpResponse<byte[]> answer = api.post("/v1/runs/" + id + "/" + what, body);
        return answer.statusCode() == 200
                ? LiveApi.json(answer).get("state").asText()
                : answer.statusCode() + " " + LiveApi.error(answer);
    }

    private static void decide(String artifact, String body) {
        assertThat(api.post("/v1/artifacts/" + artifact + "/decision", body).statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_run_becomes_an_artifact_with_links_both_ways() {
        HttpResponse<byte[]> started = post("card", "{'prompt':'a fox'}", "Idempotency-Key", "card-1");
        String id = LiveApi.json(started).get("id").asText();
        assertThat(started.headers().firstValue("location")).hasValue("/v1/runs/" + id);
        assertThat(LiveApi.json(post("card", "{'prompt':'a fox'}", "Idempotency-Key", "card-1"))
                        .get("id")
                        .asText())
                .isEqualTo(id);
        assertThat(LiveApi.error(post("card", "{'prompt':'an owl'}", "Idempotency-Key", "card-1")))
                .isEqualTo("idempotency_key_used");
        JsonNode run = awaitState(id, "completed");
        assertThat(run.at("/intake/style").asText()).isEqualTo("ink");
        assertThat(run.at("/steps/0/output/text").asText()).isEqualTo("two foxes");
        String artifact = run.get("artifactId").asText();
        assertThat(run.at("/links/artifacts/0").asText()).isEqualTo("/v1/artifacts/" + artifact);
        JsonNode bundle = api.json(run.at("/links/bundles/0").asText());
        assertThat(bundle.get("jobId").asText()).isEqualTo(id);
        JsonNode record = api.json("/v1/artifacts/" + artifact);
        assertThat(record.get("workflowRunId").asText()).isEqualTo(id);
        assertThat(record.get("templateId").asText()).isEqualTo("card");
        assertThat(api.json("/v1/runs?state=completed").get("items"))
                .extracting(one -> one.get("id").asText())
                .contains(id);
    }

    @Test
    void a_stream_is_complete_over_reconnects_while_another_process_writes() throws Exception {
        world.switchOn("hold");
        String id = start("card");
        List<EventStream.Event> events = new ArrayList<>();
        try (EventStream stream = new EventStream(api, "/v1/runs/" + id + "/events")) {
            assertThat(stream.status).isEqualTo(200);
            EventStream.Event snapshot = stream.next().orElseThrow();
            assertThat(snapshot.type()).isEqualTo("snapshot");
            assertThat(snapshot.data().get("id").asText()).isEqualTo(id);
            assertThat(snapshot.data().get("lastEventId").asLong()).isEqualTo(snapshot.id());
            if (snapshot.data().at("/steps/0/state").asText().equals("pending")) {
                events.addAll(stream.until(event -> event.type().equals("step.started")));
            }
        }
        long known = events.isEmpty()
                ? run(id).get("lastEventId").asLong()
                : events.get(events.size() - 1).id();
        world.switchOff("hold");
        for (int i = 0; i < 3; i++) {
            try (EventStream stream =
                    new EventStream(api, "/v1/runs/" + id + "/events", "Last-Event-ID", String.valueOf(known))) {
                EventStream.Event next = stream.next().orElseThrow();
                assertThat(next.id()).isEqualTo(known + 1);
                known = next.id();
            }
        }
        try (EventStream stream =
                new EventStream(api, "/v1/runs/" + id + "/events", "Last-Event-ID", String.valueOf(known))) {
            List<EventStream.Event> rest = stream.until(event -> false);
            assertThat(rest).extracting(EventStream.Event::type).contains("artifact.created", "run.completed");
            known = rest.get(rest.size() - 1).id();
        }
        try (EventStream whole = new EventStream(api, "/v1/runs/" + id + "/events?after=0")) {
            assertThat(whole.until(event -> false))
                    .extracting(EventStream.Event::id)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, known).boxed().toList());
        }
        assertThat(api.get("/v1/runs/" + id + "/events", "Last-Event-ID", String.valueOf(known))
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void a_running_run_is_cancelled_and_a_failed_one_retried() throws IOException {
        world.switchOn("hold");
        String cancelled = start("card");
        awaitState(cancelled, "running");
        assertThat(change(cancelled, "cancel", "")).isIn("running", "cancelled");
        awaitState(cancelled, "cancelled");
        assertThat(change(cancelled, "cancel", "")).isEqualTo("cancelled");
        assertThat(change(cancelled, "retry", "")).isEqualTo("409 run_not_failed");

        world.switchOff("hold");
        world.switchOn("fail");
        String failed = start("card");
        JsonNode run = awaitState(failed, "failed");
        assertThat(run.at("/error/step").asText()).isEqualTo("write");
        assertThat(run.at("/error/message").asText()).contains("out of ink");
        assertThat(api.json("/v1/runs?state=failed").get("items"))
                .extracting(one -> one.get("id").asText())
                .contains(failed);
        world.switchOff("fail");
        assertThat(change(failed, "retry", "{\"fromStep\":\"draw\"}")).startsWith("422");
        assertThat(change(failed, "retry", "{\"fromStep\":\"write\"}")).doesNotStartWith("4");
        awaitState(failed, "completed");
    }

    @Test
    void a_gate_waits_for_changes_and_then_for_an_approval() {
        String id = start("reviewed");
        JsonNode first = awaitState(id, "review");
        String artifact = first.at("/gate/artifactId").asText();
        assertThat(first.at("/gate/id").asText()).isEqualTo("approval");
        decide(artifact, "{\"decision\":\"request_changes\",\"note\":\"more ink\",\"intake\":{\"style\":\"oil\"}}");
        await().atMost(SOON).until(() -> run(id).get("attempt").asInt() == 2);
        JsonNode second = awaitState(id, "review");
        assertThat(second.at("/intake/style").asText()).isEqualTo("oil");
        String next = second.at("/gate/artifactId").asText();
        assertThat(next).isNotEqualTo(artifact);
        decide(next, "{\"decision\":\"approve\"}");
        awaitState(id, "completed");

        String rejected = start("reviewed");
        decide(awaitState(rejected, "review").at("/gate/artifactId").asText(), "{\"decision\":\"reject\"}");
        assertThat(awaitState(rejected, "failed").at("/error/code").asText()).isEqualTo("gate_rejected");
    }

    @Test
    void a_step_with_a_ticket_takes_its_answer_once() {
        String id = start("late");
        await().atMost(SOON)
                .until(() -> run(id).at("/steps/0/state").asText().equals("running")
                        && api.testWorkspace
                                        .root
                                        .resolve("runs/" + id + "/ledger.jsonl")
                                        .toFile()
                                        .length()
                                > 0
                        && ledger(id).contains("step.waiting"));
        String target = "steps/ask/answer";
        assertThat(change(id, target, "{\"ticket\":\"t-9\",\"text\":\"no\"}")).startsWith("409");
        assertThat(change(id, "steps/none/answer", "{\"text\":\"no\"}")).startsWith("404");
        for (String wrong : List.of("{\"text\":7}", "{\"files\":[{\"path\":\"../../../secret\"}]}")) {
            assertThat(change(id, target, wrong)).as(wrong).startsWith("422");
        }
        assertThat(change(id, target, "{\"text\":\"yes\"}")).doesNotStartWith("4");
        assertThat(change(id, target, "{\"text\":\"yes\"}")).doesNotStartWith("422");
        JsonNode run = awaitState(id, "completed");
        assertThat(run.at("/steps/0/output/text").asText()).isEqualTo("yes");
    }

    private static String ledger(String id) {
        try {
            return Files.readString(folder.resolve("runs").resolve(id).resolve("ledger.jsonl"));
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void a_run_that_cannot_start_is_refused_with_every_reason() {
        JsonNode invalid =
                LiveApi.json(post("card", "{'style':'chalk','size':1}")).get("detail");
        assertThat(invalid.get("error").asText()).isEqualTo("intake_invalid");
        assertThat(invalid.get("fields")).hasSize(3);
        HttpResponse<byte[]> costly = post("costly", "{'prompt':'x'}");
        assertThat(costly.statusCode()).isEqualTo(402);
        assertThat(LiveApi.json(costly).at("/detail/reason").asText()).contains("0.04", "0.01");
        assertThat(post("none", "{}").statusCode()).isEqualTo(404);
        HttpResponse<byte[]> unserved = post("unserved", "{'prompt':'x'}");
        assertThat(unserved.statusCode()).isIn(404, 422);
        assertThat(api.json("/v1/runs?state=queued&state=running&limit=1").get("items"))
                .hasSizeLessThanOrEqualTo(1);
        assertThat(api.get("/v1/runs?state=done").statusCode()).isEqualTo(422);
        assertThat(api.get("/v1/runs?state=queued&tag=x").statusCode()).isEqualTo(422);
    }

    @Test
    void hostile_requests_are_refused_and_innocent_ones_answered() {
        String deep = "[".repeat(5_000) + "]".repeat(5_000);
        for (String body : List.of(
                "",
                "[]",
                "null",
                "{\"templateId\":\"card\",\"intake\":{\"prompt\":" + deep + "}}",
                "{\"templateId\":\"../card\",\"intake\":{\"prompt\":\"x\"}}",
                "{\"templateId\":\"card\",\"templateVersion\":\"9\",\"intake\":{\"prompt\":\"x\"}}",
                "{\"templateId\":\"card\",\"intake\":{\"prompt\":\"x\"},\"caller\":\"root\"}")) {
            assertThat(api.post("/v1/runs", body).statusCode()).as(body).isBetween(400, 499);
        }
        for (String id : List.of("run-0", "run-ffffffffffffffff", "..%2f..%2fsecret", "%00", "RUN-" + "0".repeat(16))) {
            for (String what : List.of("cancel", "retry", "steps/write/answer")) {
                assertThat(change(id, what, "{}")).as(id).startsWith("4");
            }
            assertThat(api.get("/v1/runs/" + id + "/events").statusCode()).isEqualTo(404);
        }
        awaitState(start("card"), "completed");
    }

    @Test
    void events_reach_a_receiver_that_fails_and_a_worker_that_is_killed() throws IOException {
        receiver.status = 503;
        String id = start("card");
        awaitState(id, "completed");
        await().atMost(SOON)
                .until(() -> receiver.received.stream().anyMatch(one -> one.id().startsWith(id)));
        worker.kill();
        worker = WorkerProcess.start(api.testWorkspace, "worker");
        receiver.status = 204;
        await().atMost(SOON)
                .until(() -> types(id).containsAll(List.of("run.completed", "artifact.created"))
                        && outboxOf(id).isEmpty());
        int delivered = receiver.received.size();
        awaitState(start("card"), "completed");
        assertThat(receiver.received.size()).isGreaterThanOrEqualTo(delivered);
        assertThat(receiver.received)
                .allSatisfy(one -> assertThat(one.signature()).startsWith("v1,"));
    }

    private static List<String> types(String id) {
        return receiver.received.stream()
                .filter(one -> one.id().startsWith(id))
                .map(one -> one.text().replaceFirst("(?s)^\\{\"type\":\"([a-z.]+)\".*", "$1"))
                .distinct()
                .toList();
    }

    private static List<String> outboxOf(String id) throws IOException {
        Path outbox = folder.resolve("runs").resolve("outbox");
        if (!Files.exists(outbox)) {
            return List.of();
        }
        try (var files = Files.list(outbox)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(id))
                    .toList();
        }
    }
}
