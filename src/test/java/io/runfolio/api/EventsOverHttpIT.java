package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.TestWorkspace;
import io.runfolio.coordination.folder.Inbox;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Identity and state of events sent over HTTP. */
class EventsOverHttpIT {
    @TempDir
    Path folder;

    private static String[] binary(String id, String source, String... more) {
        String[] headers = new String[8 + more.length];
        System.arraycopy(
                new String[] {
                    "ce-id", id, "ce-source", source, "ce-specversion", "1.0", "ce-type", "runfolio.run.completed"
                },
                0,
                headers,
                0,
                8);
        System.arraycopy(more, 0, headers, 8, more.length);
        return headers;
    }

    private static String withoutKey(String status) throws Exception {
        ObjectNode event = (ObjectNode) OpenApiContract.JSON.readTree(TestWorkspace.event("x", status));
        event.remove("idempotency_key");
        return event.toString();
    }

    private static JsonNode state(LiveApi api, String id) {
        HttpResponse<byte[]> answer = api.get(
                "/v1/events/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20"));
        return answer.statusCode() == 404 ? OpenApiContract.JSON.nullNode() : LiveApi.json(answer);
    }

    private static String bundled(LiveApi api, String id) {
        await().atMost(LiveApi.SOON)
                .until(() -> state(api, id).path("state").asText().equals("bundled"));
        return state(api, id).get("runId").asText();
    }

    @Test
    void binary_cloud_events_are_deduplicated_by_their_headers() throws Exception {
        try (LiveApi api = new LiveApi(folder)) {
            String body = withoutKey("failed");
            HttpResponse<byte[]> first =
                    api.post("/v1/events", body, binary("1", "/gen/a", "ce-time", "2026-03-26T21:45:12Z"));
            assertThat(first.statusCode())
                    .as(new String(first.body(), StandardCharsets.UTF_8))
                    .isEqualTo(202);
            assertThat(LiveApi.json(first).get("eventId").asText()).isEqualTo("/gen/a 1");
            HttpResponse<byte[]> again = api.post("/v1/events", body, binary("1", "/gen/a"));
            assertThat(again.body()).isEqualTo(first.body());
            api.post("/v1/events", body, binary("2", "/gen/a"));
            api.post("/v1/events", body, binary("b%C3%A4r", "/gen/a"));
            Set<String> runs = new TreeSet<>();
            for (String id : List.of("/gen/a 1", "/gen/a 2", "/gen/a bär")) {
                runs.add(bundled(api, id));
            }
            assertThat(runs).hasSize(3);
            assertThat(api.post("/v1/events", body, binary("1", "/gen/a")).body())
                    .isEqualTo(first.body());
            HttpResponse<byte[]> other = api.post("/v1/events", withoutKey("succeeded"), binary("1", "/gen/a"));
            assertThat(other.statusCode()).isEqualTo(409);
            assertThat(LiveApi.error(other)).isEqualTo("event_conflict");
            await().atMost(LiveApi.SOON)
                    .until(() -> api.testWorkspace.events("").isEmpty());
            assertThat(api.testWorkspace.bundles()).hasSize(3);
            assertThat(first.headers().firstValue("location")).hasValue("/v1/events/%2Fgen%2Fa%201");
        }
    }

    @Test
    void structured_cloud_events_are_accepted_and_batches_refused() throws Exception {
        try (LiveApi api = new LiveApi(folder)) {
            String event =
                    "{\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"s\",\"type\":\"runfolio.run.failed\",\"data\":"
                            + withoutKey("failed") + "}";
            String[] type = {"content-type", "application/cloudevents+json; charset=utf-8"};
            assertThat(api.post("/v1/events", event, type).statusCode()).isEqualTo(202);
            bundled(api, "s 7");
            assertThat(api.post("/v1/events", withoutKey("failed"), type).statusCode())
                    .isEqualTo(422);
            String[] batch = {"content-type", "application/cloudevents-batch+json"};
            assertThat(LiveApi.error(api.post("/v1/events", "[" + event + "]", batch)))
                    .isEqualTo("batch_unsupported");
            HttpResponse<byte[]> array = api.post("/v1/events", "[" + event + "]");
            assertThat(array.statusCode()).isEqualTo(422);
            assertThat(new String(array.body(), StandardCharsets.UTF_8)).contains("each event in its own request");
            assertThat(api.testWorkspace.bundles()).hasSize(1);
        }
    }

    @Test
    void incomplete_headers_and_headers_that_contradict_the_body_are_refused() throws Exception {
        try (LiveApi api = new LiveApi(folder)) {
            String body = withoutKey("failed");
            String structured =
                    "{\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"s\",\"type\":\"runfolio.run.completed\","
                            + "\"data\":"
                            + body + "}";
            for (String[] headers : List.of(
                    new String[] {"ce-id", "1"},
                    new String[] {"ce-id", "1", "ce-source", "s", "ce-specversion", "1.0"},
                    new String[] {
                        "ce-id", "1", "ce-source", "s", "ce-specversion", "0.3", "ce-type", "runfolio.run.failed"
                    },
                    new String[] {"ce-id", "1", "ce-source", "s", "ce-specversion", "1.0", "ce-type", "other"},
                    binary("1", "s", "ce-data", "x"),
                    binary("1", "s", "Idempotency-Key", "2"),
                    new String[] {"Idempotency-Key", " "},
                    new String[] {"Idempotency-Key", "x".repeat(201)})) {
                HttpResponse<byte[]> answer = api.post("/v1/events", body, headers);
                assertThat(answer.statusCode()).as(List.of(headers).toString()).isEqualTo(422);
            }
            assertThat(api.post("/v1/events", structured, binary("8", "s")).statusCode())
                    .isEqualTo(422);
            assertThat(api.post("/v1/events", structured, "Idempotency-Key", "8")
                            .statusCode())
                    .isEqualTo(422);
            String keyed = TestWorkspace.event("one", "failed");
            assertThat(api.post("/v1/events", keyed, "Idempotency-Key", "two").statusCode())
                    .isEqualTo(422);
            // fields of the body cannot become fields of the envelope
            assertThat(api.post("/v1/events", "{},\"id\":\"9\",\"x\":{}", binary("1", "s"))
                            .statusCode())
                    .isEqualTo(422);
            String twice = "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Idempotency-Key: a\r\nIdempotency-Key: b\r\nContent-Length: 2\r\n\r\n{}";
            assertThat(api.raw(twice)).startsWith("HTTP/1.1 400");

            assertThat(api.post("/v1/events", structured, binary("7", "s", "Idempotency-Key", "7"))
                            .statusCode())
                    .isEqualTo(202);
            assertThat(api.post("/v1/events", keyed, "Idempotency-Key", "one").statusCode())
                    .isEqualTo(202);
            bundled(api, "s 7");
            bundled(api, "one");
            assertThat(api.testWorkspace.bundles()).hasSize(2);
        }
    }

    @Test
    void a_key_in_the_header_becomes_the_identity_in_the_event_file() throws Exception {
        try (LiveApi api = new LiveApi(folder, "runfolio.poll-interval", "1h")) {
            // the first poll is over once it has taken this one
            api.testWorkspace.drop("first.json", TestWorkspace.event("first", "failed"));
            String body = " " + withoutKey("failed") + " \n";
            ExecutorService pool = Executors.newFixedThreadPool(8);
            CyclicBarrier together = new CyclicBarrier(8);
            List<Future<HttpResponse<byte[]>>> sent = IntStream.range(0, 8)
                    .mapToObj(i -> pool.submit(() -> {
                        together.await();
                        String sends = i % 2 == 0 ? body : withoutKey("succeeded");
                        return api.unchecked(api.builder(
                                        "/v1/events",
                                        "Content-Type",
                                        "application/json",
                                        "Idempotency-Key",
                                        "a \"key\"")
                                .POST(HttpRequest.BodyPublishers.ofString(sends)));
                    }))
                    .toList();
            Set<String> accepted = new TreeSet<>();
            int conflicts = 0;
            for (Future<HttpResponse<byte[]>> one : sent) {
                HttpResponse<byte[]> answer = one.get();
                if (answer.statusCode() == 202) {
                    accepted.add(new String(answer.body(), StandardCharsets.UTF_8));
                } else {
                    conflicts++;
                    assertThat(answer.statusCode()).isEqualTo(409);
                }
            }
            pool.shutdown();
            assertThat(conflicts).isEqualTo(4);
            assertThat(accepted).hasSize(1);
            JsonNode answer = OpenApiContract.JSON.readTree(accepted.iterator().next());
            assertThat(answer.get("eventId").asText()).isEqualTo("a \"key\"");
            Path file = api.testWorkspace.inbox.resolve(answer.get("file").asText());
            assertThat(OpenApiContract.JSON
                            .readTree(file.toFile())
                            .get("idempotency_key")
                            .asText())
                    .isEqualTo("a \"key\"");
            assertThat(state(api, "a \"key\"").get("state").asText()).isEqualTo("waiting");

            try (Inbox other = Inbox.open(api.testWorkspace.inbox, "other")) {
                other.beginAttempt(other.claim(file).orElseThrow(), 3);
                assertThat(state(api, "a \"key\"").get("state").asText()).isEqualTo("working");
                assertThat(api.post("/v1/events", body.replace("test-model", "other"), "Idempotency-Key", "a \"key\"")
                                .statusCode())
                        .isEqualTo(409);
            }
        }
    }

    @Test
    void the_state_of_an_event_is_returned_whatever_its_source() throws Exception {
        try (LiveApi api = new LiveApi(folder)) {
            assertThat(state(api, "nobody's").isNull()).isTrue();
            api.testWorkspace.drop("dropped.json", TestWorkspace.event("dropped/1", "failed"));
            String run = bundled(api, "dropped/1");
            assertThat(api.testWorkspace.bundles().get(0).getFileName()).hasToString(run);
            api.testWorkspace.drop("conflict.json", TestWorkspace.event("dropped/1", "succeeded"));
            String bad = TestWorkspace.event("bad", "failed").replaceFirst("\\{", "{\"options\":7,");
            api.testWorkspace.drop("refused.json", bad);
            await().atMost(LiveApi.SOON)
                    .until(() -> api.testWorkspace.events(".failed").size() == 4);

            assertThat(state(api, "dropped/1").get("state").asText()).isEqualTo("bundled");
            JsonNode refused = state(api, "bad");
            assertThat(refused.get("state").asText()).isEqualTo("refused");
            assertThat(refused.at("/error/field").asText()).isEqualTo("options");
            assertThat(refused.at("/error/message").asText()).contains("options");
            // what was refused may be sent again as it should be
            assertThat(api.post("/v1/events", TestWorkspace.event("bad", "failed"))
                            .statusCode())
                    .isEqualTo(202);
            bundled(api, "bad");
        }
    }

    @Test
    void an_event_whose_files_are_being_fetched_says_since_when_and_why() throws Exception {
        String[] settings = {
            "runfolio.fetch.allow-hosts", "127.0.0.1",
            "runfolio.fetch.allow-private-hosts", "127.0.0.1",
            "runfolio.fetch.retry-delay", "1h"
        };
        try (LiveApi api = new LiveApi(folder, settings)) {
            String event = ("{'status':'succeeded','model_key':'m','idempotency_key':'f','outputs':[{'kind':'image',"
                            + "'role':'output','source_url':'https://127.0.0.1:9/a.png?sig=secret'}]}")
                    .replace('\'', '"');
            assertThat(api.post("/v1/events", event).statusCode()).isEqualTo(202);

            await().atMost(LiveApi.SOON)
                    .until(() -> state(api, "f").at("/waiting/reason").asText().contains("127.0.0.1"));
            JsonNode state = state(api, "f");
            assertThat(state.get("state").asText()).isEqualTo("fetching");
            assertThat(state.at("/waiting/deadline").asText())
                    .isGreaterThan(state.at("/waiting/since").asText());
            assertThat(state.toString()).doesNotContain("secret");
            assertThat(api.post("/v1/events", event).statusCode()).isEqualTo(202);
            assertThat(LiveApi.error(api.post("/v1/events", event.replace("/a.png", "/b.png"))))
                    .isEqualTo("event_conflict");
            assertThat(api.testWorkspace.events("")).isEmpty();
        }
    }
}
