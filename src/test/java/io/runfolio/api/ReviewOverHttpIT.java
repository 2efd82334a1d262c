package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decisions, conflicts, events and the change feed over HTTP. */
class ReviewOverHttpIT {
    @TempDir
    Path folder;

    private LiveApi api;
    private String id;

    @BeforeEach
    void bundle() throws Exception {
        api = new LiveApi(folder, "runfolio.http.max-feeds", "2");
        api.testWorkspace.writePicture("one.png", 64, 48, 1);
        api.testWorkspace.writePicture("two.png", 48, 64, 2);
        api.bundle("pair", TestWorkspace.event("pair", "succeeded", "one.png", "two.png"), 1);
        id = api.json("/v1/artifacts").at("/items/0/id").asText();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private HttpResponse<byte[]> decide(String decision, String... headers) {
        return api.post(
                "/v1/artifacts/" + id + "/decision", "{\"decision\":\"" + decision + "\",\"note\":\"so\"}", headers);
    }

    @Test
    void requested_changes_take_a_patch_of_the_intake() {
        String target = "/v1/artifacts/" + id + "/decision";
        for (String body : List.of(
                "{\"decision\":\"request_changes\",\"intake\":\"x\"}",
                "{\"decision\":\"request_changes\",\"intake\":null}",
                "{\"decision\":\"approve\",\"intake\":{\"prompt\":\"y\"}}")) {
            assertThat(LiveApi.error(api.post(target, body))).as(body).isEqualTo("review_invalid");
        }
        String body = "{\"decision\":\"request_changes\",\"intake\":{\"prompt\":\"y\",\"style\":null}}";
        assertThat(api.post(target, body).statusCode()).isEqualTo(200);
        assertThat(api.json("/v1/artifacts/" + id + "/history")
                        .at("/items/0/data/intake")
                        .toString())
                .isEqualTo("{\"prompt\":\"y\",\"style\":null}");
    }

    @Test
    void a_decision_is_on_disk_and_in_the_catalog_before_the_response() throws IOException {
        HttpResponse<byte[]> approved = decide("approve");
        assertThat(approved.statusCode()).isEqualTo(200);
        JsonNode artifact = LiveApi.json(approved);
        assertThat(artifact.get("status").asText()).isEqualTo("approved");
        assertThat(artifact.at("/review/decidedBy").asText()).isEqualTo("local");
        assertThat(approved.headers().firstValue("etag")).hasValue("\"1\"");
        Path ledger = api.testWorkspace.bundles().get(0).resolve("ledger.jsonl");
        assertThat(Files.readString(ledger))
                .contains("\"approve\"")
                .contains(id)
                .endsWith("\n");
        assertThat(api.json("/v1/artifacts?status=approved").get("items")).hasSize(1);
        JsonNode history = api.json("/v1/artifacts/" + id + "/history").get("items");
        assertThat(history).hasSize(1);
        assertThat(history.at("/0/note").asText()).isEqualTo("so");
    }

    @Test
    void the_second_decision_on_one_revision_is_a_conflict() {
        String etag =
                api.get("/v1/artifacts/" + id).headers().firstValue("etag").orElseThrow();
        assertThat(decide("approve", "If-Match", etag).statusCode()).isEqualTo(200);
        HttpResponse<byte[]> late = decide("reject", "If-Match", etag);
        assertThat(late.statusCode()).isEqualTo(412);
        assertThat(LiveApi.json(late).at("/detail/revision").asInt()).isEqualTo(1);
        HttpResponse<byte[]> named =
                api.post("/v1/artifacts/" + id + "/decision", "{\"decision\":\"reopen\",\"revision\":0}");
        assertThat(named.statusCode()).isEqualTo(409);
        assertThat(LiveApi.error(named)).isEqualTo("revision_conflict");
        assertThat(decide("reopen", "If-Match", "\"1\"").statusCode()).isEqualTo(200);
    }

    @Test
    void transitions_that_the_status_does_not_allow_are_conflicts() {
        decide("approve");
        HttpResponse<byte[]> twice = decide("reject");
        assertThat(twice.statusCode()).isEqualTo(409);
        assertThat(LiveApi.error(twice)).isEqualTo("transition_refused");
    }

    @Test
    void failed_and_pending_checks_block_approval() {
        api.post("/v1/artifacts/" + id + "/checks", "{\"name\":\"faces\",\"result\":\"pending\"}");
        HttpResponse<byte[]> held = decide("approve");
        assertThat(held.statusCode()).isEqualTo(409);
        assertThat(LiveApi.error(held)).isEqualTo("approval_held");
        api.post("/v1/artifacts/" + id + "/checks", "{\"name\":\"faces\",\"result\":\"pass\"}");
        assertThat(decide("approve").statusCode()).isEqualTo(200);
    }

    @Test
    void preferences_ranks_and_tags_are_returned_and_searchable() {
        String at = "/v1/artifacts/" + id;
        assertThat(api.post(at + "/preference", "{\"preferred\":true}").statusCode())
                .isEqualTo(200);
        assertThat(api.post(at + "/rank", "{\"rank\":2}").statusCode()).isEqualTo(200);
        JsonNode tagged = LiveApi.json(api.post(at + "/tags", "{\"tags\":[\"cover\",\"best\"]}"));
        assertThat(tagged.at("/review/preferred").asBoolean()).isTrue();
        assertThat(tagged.at("/review/rank").asInt()).isEqualTo(2);
        assertThat(api.json("/v1/artifacts?tag=cover").get("items")).hasSize(1);
        String run = tagged.get("runId").asText();
        assertThat(api.json("/v1/variants?runId=" + run).get("preferredId").asText())
                .isEqualTo(id);
        assertThat(api.post(at + "/rank", "{\"rank\":\"first\",\"x\":1}").statusCode())
                .isEqualTo(422);
    }

    @Test
    void a_decision_on_many_artifacts_has_a_result_for_each() {
        JsonNode both = api.json("/v1/artifacts").get("items");
        String other = both.at("/1/id").asText();
        HttpResponse<byte[]> answer = api.post(
                "/v1/decisions",
                "{\"decision\":\"approve\",\"items\":[{\"id\":\"" + id
                        + "\"},{\"id\":\"artifact-0000000000000000\"},{\"id\":\"" + other + "\",\"revision\":4}]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode items = LiveApi.json(answer).get("items");
        assertThat(items.at("/0/ok").asBoolean()).isTrue();
        assertThat(items.at("/1/error/error").asText()).isEqualTo("artifact_not_found");
        assertThat(items.at("/2/error/error").asText()).isEqualTo("revision_conflict");
        assertThat(api.json("/v1/artifacts?status=approved").get("items")).hasSize(1);
    }

    @Test
    void an_accepted_event_is_on_disk_becomes_a_run_and_is_in_the_feed() {
        long before = api.json("/v1/health").get("lastChange").asLong();
        HttpResponse<byte[]> accepted =
                api.post("/v1/events", TestWorkspace.event("over-http", "succeeded", "one.png"));
        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(LiveApi.json(accepted).get("eventId").asText()).isEqualTo("over-http");
        await().atMost(LiveApi.SOON)
                .until(() -> api.json("/v1/runs").get("items").size() == 2);
        assertThat(feed(1, "Last-Event-ID", String.valueOf(before)).get(0))
                .contains("event: run")
                .contains("\"kind\":\"run\"");
    }

    @Test
    void invalid_events_are_refused_with_the_field() {
        HttpResponse<byte[]> refused = api.post("/v1/events", "{\"status\":\"succeeded\"}");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(LiveApi.json(refused).at("/detail/fields/0").asText()).contains("model_key");
        assertThat(api.post("/v1/events", "{").statusCode()).isEqualTo(422);
        String outside = TestWorkspace.event("x", "succeeded", "one.png").replace("media/one.png", "/etc/hostname");
        assertThat(api.post("/v1/events", outside).statusCode()).isEqualTo(422);
    }

    @Test
    void a_feed_resumes_after_the_last_known_event() {
        decide("approve");
        decide("reopen");
        decide("reject");
        List<String> all = feed(4, "Last-Event-ID", "0");
        assertThat(all.get(0)).contains("event: run");
        assertThat(all.subList(1, 4)).allMatch(event -> event.contains("event: artifact") && event.contains(id));
        String third = all.get(2)
                .lines()
                .filter(line -> line.startsWith("id: "))
                .findFirst()
                .orElseThrow()
                .substring(4);
        assertThat(feed(1, "Last-Event-ID", third)).containsExactly(all.get(3));
        assertThat(feed(1, "Last-Event-ID", "99999999999999999").get(0)).contains("event: reset");
        assertThat(api.get("/v1/changes?after=x").statusCode()).isEqualTo(422);
    }

    @Test
    void the_number_of_open_feeds_is_limited() {
        try (var one = open();
                var two = open()) {
            assertThat(api.get("/v1/changes").statusCode()).isEqualTo(429);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(LiveApi.SOON).until(() -> !feed(1, "Last-Event-ID", "0").isEmpty());
    }

    private java.io.InputStream open() {
        try {
            return api.client
                    .send(api.builder("/v1/changes").build(), HttpResponse.BodyHandlers.ofInputStream())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Reads a number of events, then disconnects. */
    private List<String> feed(int count, String... headers) {
        List<String> events = new ArrayList<>();
        try {
            HttpResponse<java.io.InputStream> response = api.client.send(
                    api.builder("/v1/changes", headers).build(), HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                response.body().close();
                return List.of();
            }
            assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                StringBuilder event = new StringBuilder();
                while (events.size() < count) {
                    String line = lines.readLine();
                    if (!line.isEmpty()) {
                        event.append(line).append('\n');
                        continue;
                    }
                    if (event.indexOf("data: ") >= 0) {
                        events.add(event.toString());
                    }
                    event.setLength(0);
                }
            }
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
