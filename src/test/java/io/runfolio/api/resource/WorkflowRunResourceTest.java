package io.runfolio.api.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.api.ApiBody;
import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.Caller;
import io.runfolio.api.ExceptionMapper;
import io.runfolio.api.FeedEvent;
import io.runfolio.workflow.run.RunState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WorkflowRunResourceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UNKNOWN = "run-ffffffffffffffff";

    private final MemoryRuns runs = new MemoryRuns();
    private final WorkflowRunResource resource = new WorkflowRunResource(Optional.of(runs), null);

    private static ApiRequest request(String method, String target, String body, Map<String, String> headers) {
        return ApiRequest.of(method, target, headers, body.getBytes(StandardCharsets.UTF_8), Caller.LOCAL);
    }

    private static ApiRequest post(String target, String body) {
        return request("POST", target, body, Map.of());
    }

    private static ApiRequest get(String target) {
        return request("GET", target, "", Map.of());
    }

    private static JsonNode json(ApiResponse response) throws IOException {
        return JSON.readTree(((ApiBody.Bytes) response.body()).bytes());
    }

    /** Returns the response that a failure becomes. */
    private static JsonNode refusal(Callable<ApiResponse> call) throws IOException {
        try {
            throw new AssertionError("not refused: " + call.call());
        } catch (Exception e) {
            return json(new ExceptionMapper().toResponse(e)).get("detail");
        }
    }

    private ApiResponse start(String template, String intake) throws IOException {
        String body = "{\"templateId\":\"" + template + "\",\"intake\":" + intake + "}";
        return resource.start(post("/v1/runs", body), JSON.readTree(body));
    }

    private String started() throws IOException {
        return json(start("poster", "{\"prompt\":\"a fox\"}")).get("id").asText();
    }

    private ApiBody.Feed follow(String target, String... headers) {
        Map<String, String> given = headers.length == 0 ? Map.of() : Map.of(headers[0], headers[1]);
        return (ApiBody.Feed) resource.follow(request("GET", target, "", given)).body();
    }

    private static List<Long> ids(List<FeedEvent> events) {
        return events.stream().map(FeedEvent::id).toList();
    }

    @Test
    void a_started_run_has_a_location_and_links() throws IOException {
        ApiResponse response = start("poster", "{\"prompt\":\"a fox\"}");
        assertThat(response.status()).isEqualTo(201);
        assertThat(response.headers()).containsEntry("Location", "/v1/runs/run-0000000000000001");
        JsonNode links = json(response).get("links");
        assertThat(links.get("events").asText()).isEqualTo("/v1/runs/run-0000000000000001/events");
        assertThat(links.get("parent").isNull()).isTrue();
        assertThat(links.get("children").toString()).isEqualTo("[\"/v1/runs/run-00000000000000aa\"]");
        assertThat(links.get("artifacts").toString()).isEqualTo("[\"/v1/artifacts/artifact-00000000000000bb\"]");
        assertThat(links.get("bundles").isEmpty()).isTrue();
    }

    @Test
    void refusals_name_every_field_and_the_reason() throws IOException {
        JsonNode invalid = refusal(() -> start("poster", "{}"));
        assertThat(invalid.get("status").asInt()).isEqualTo(422);
        assertThat(invalid.get("error").asText()).isEqualTo("intake_invalid");
        assertThat(invalid.get("fields").toString())
                .isEqualTo("[\"intake.prompt is required\",\"intake.style is required\"]");
        JsonNode costly = refusal(() -> start("costly", "{}"));
        assertThat(costly.get("status").asInt()).isEqualTo(402);
        assertThat(costly.get("title").asText()).isEqualTo("Payment required");
        assertThat(costly.get("error").asText()).isEqualTo("over_budget");
        assertThat(costly.get("reason").asText()).isEqualTo("The estimate of 4 USD exceeds 1 USD.");
        JsonNode odd = refusal(() -> resource.start(
                post("/v1/runs", ""), JSON.readTree("{\"templateId\":3,\"templateVersion\":\"\",\"x\":1}")));
        assertThat(odd.get("fields")).hasSize(4);
    }

    @Test
    void runs_are_listed_by_state_the_newest_first() throws IOException {
        String one = started();
        String two = started();
        String three = started();
        runs.write(two, RunState.FAILED, "run.failed");
        assertThat(resource.list(List.of(RunState.QUEUED), 10))
                .extracting(run -> run.get("id").asText())
                .containsExactly(three, one);
        assertThat(resource.list(List.of(RunState.QUEUED, RunState.FAILED), 2))
                .extracting(run -> run.get("id").asText())
                .containsExactly(three, two);
        assertThat(resource.list(List.of(RunState.REVIEW), 10)).isEmpty();
    }

    @Test
    void a_retry_needs_no_body_and_names_a_step_with_one() throws IOException {
        String id = started();
        assertThat(refusal(() -> resource.retry(post("/v1/runs/" + id + "/retry", "")))
                        .get("status")
                        .asInt())
                .isEqualTo(409);
        runs.write(id, RunState.FAILED, "run.failed");
        assertThat(json(resource.retry(post("/v1/runs/" + id + "/retry", "")))
                        .get("state")
                        .asText())
                .isEqualTo("queued");
        runs.write(id, RunState.FAILED, "run.failed");
        resource.retry(post("/v1/runs/" + id + "/retry", "{\"fromStep\":\"image.generate\"}"));
        assertThat(runs.entries(id, 4).get(0).data().get("fromStep").asText()).isEqualTo("image.generate");
        for (String body : List.of("[]", "{\"fromStep\":1}", "{\"step\":\"x\"}", "{", "null")) {
            assertThat(refusal(() -> resource.retry(post("/v1/runs/" + id + "/retry", body)))
                            .get("status")
                            .asInt())
                    .as(body)
                    .isEqualTo(422);
        }
    }

    @Test
    void an_answer_goes_to_the_step_without_its_ticket() throws IOException {
        String id = started();
        ObjectNode body = JSON.createObjectNode().put("text", "done").put("ticket", "t-1");
        resource.answer(post("/v1/runs/" + id + "/steps/image.generate/answer", ""), body);
        assertThat(runs.answers.get(0).toString())
                .isEqualTo("{\"text\":\"done\",\"ticket\":\"t-1\",\"step\":\"image.generate\"}");
        assertThat(body.has("ticket")).as("the caller's document is as it was").isTrue();
        assertThat(refusal(() -> resource.answer(
                                post("/v1/runs/" + id + "/steps/x/answer", ""), JSON.readTree("{\"ticket\":7}")))
                        .get("error")
                        .asText())
                .isEqualTo("answer_invalid");
    }

    @Test
    void unknown_and_malformed_ids_are_not_found() throws IOException {
        started();
        for (String id : List.of(UNKNOWN, "run-1", "RUN-0000000000000001", "%00", "..%2f..", "run-000000000000000g")) {
            assertThat(resource.find(ApiRequest.decoded(id, false))).isEmpty();
            for (Callable<ApiResponse> call : List.<Callable<ApiResponse>>of(
                    () -> resource.cancel(post("/v1/runs/" + id + "/cancel", "")),
                    () -> resource.retry(post("/v1/runs/" + id + "/retry", "")),
                    () -> resource.follow(get("/v1/runs/" + id + "/events")))) {
                assertThat(refusal(call).get("error").asText()).as(id).isEqualTo("run_not_found");
            }
        }
    }

    @Test
    void without_kinds_there_are_no_workflow_runs() throws IOException {
        WorkflowRunResource off = new WorkflowRunResource(Optional.empty(), null);
        assertThat(off.find(UNKNOWN)).isEmpty();
        assertThat(off.list(List.of(RunState.values()), 10)).isEmpty();
        assertThat(refusal(() -> off.follow(get("/v1/runs/" + UNKNOWN + "/events")))
                        .get("message")
                        .asText())
                .contains("runfolio.workflow.kinds");
    }

    @Test
    void a_stream_begins_with_the_run_and_continues_with_its_ledger() throws IOException {
        String id = started();
        runs.write(id, RunState.RUNNING, "run.started");
        ApiBody.Feed feed = follow("/v1/runs/" + id + "/events");
        assertThat(feed.first()).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("snapshot");
            assertThat(event.id()).isEqualTo(2);
        });
        assertThat(feed.after()).isEqualTo(2);
        assertThat(feed.source().hasEnded()).isFalse();

        ApiBody.Feed resumed = follow("/v1/runs/" + id + "/events", "Last-Event-ID", "1");
        assertThat(resumed.first()).isEmpty();
        assertThat(ids(resumed.source().after(resumed.after()))).containsExactly(2L);
        assertThat(ids(resumed.source().after(0))).containsExactly(1L, 2L);
        assertThat(follow("/v1/runs/" + id + "/events?after=0").after()).isZero();
        assertThat(follow("/v1/runs/" + id + "/events", "Last-Event-ID", "99").first())
                .as("an id of another ledger")
                .hasSize(1);
        assertThatThrownBy(() -> follow("/v1/runs/" + id + "/events", "Last-Event-ID", "x"))
                .isInstanceOf(ApiException.class);
    }

    @Test
    void a_stream_continues_at_another_server_that_has_read_less_of_the_run() throws IOException {
        String id = started();
        String target = "/v1/runs/" + id + "/events";
        WorkflowRunResource other = new WorkflowRunResource(Optional.of(runs), null);
        ApiBody.Feed behind = (ApiBody.Feed) other.follow(get(target)).body();
        assertThat(behind.source().last()).isEqualTo(1);
        runs.write(id, RunState.RUNNING, "step.started");
        runs.write(id, RunState.RUNNING, "step.completed");
        assertThat(ids(follow(target + "?after=0").source().after(0))).containsExactly(1L, 2L, 3L);

        ApiBody.Feed continued = (ApiBody.Feed) other.follow(request("GET", target, "", Map.of("last-event-id", "3")))
                .body();

        assertThat(continued.first()).isEmpty();
        assertThat(continued.source().last()).as("no reset").isEqualTo(3);
        assertThat(ids(behind.source().after(1))).containsExactly(2L, 3L);
    }

    @Test
    void a_stream_of_an_ended_run_ends_and_is_not_opened_again() throws IOException {
        String id = started();
        runs.write(id, RunState.COMPLETED, "run.completed");
        ApiBody.Feed feed = follow("/v1/runs/" + id + "/events?after=1");
        assertThat(feed.source().hasEnded()).isTrue();
        assertThat(ids(feed.source().after(1))).containsExactly(2L);
        assertThat(resource.follow(get("/v1/runs/" + id + "/events?after=2")).status())
                .isEqualTo(204);
        assertThat(follow("/v1/runs/" + id + "/events").first()).hasSize(1);
    }

    @Test
    void all_streams_of_a_run_share_one_read_a_second() throws IOException {
        String id = started();
        AtomicLong clock = new AtomicLong();
        RunFeed feed = new RunFeed(runs, id, clock::get);
        for (int stream = 0; stream < 50; stream++) {
            assertThat(feed.hasEnded()).isFalse();
            assertThat(feed.last()).isEqualTo(1);
            assertThat(feed.after(1)).isEmpty();
        }
        assertThat(runs.reads).isEqualTo(1);
        runs.write(id, RunState.RUNNING, "run.started");
        assertThat(feed.last()).isEqualTo(1);
        clock.addAndGet(1_000_000_000);
        assertThat(feed.last()).isEqualTo(2);
        assertThat(ids(feed.after(0))).containsExactly(1L, 2L);
        assertThat(runs.reads).isEqualTo(2);
    }

    @Test
    void a_long_ledger_is_not_kept_and_a_long_entry_is_shortened() throws IOException {
        String id = started();
        for (int i = 0; i < 1_000; i++) {
            runs.write(id, RunState.RUNNING, "step.started");
        }
        runs.write(
                id,
                RunState.RUNNING,
                "step.completed",
                JSON.createObjectNode().put("step", "draw").put("output", "x".repeat(100_000)));
        RunFeed feed = new RunFeed(runs, id, System::nanoTime);
        assertThat(feed.last()).isEqualTo(1_002);
        assertThat(ids(feed.after(0))).hasSize(1_002).startsWith(1L).endsWith(1_002L);
        JsonNode entry = JSON.valueToTree(feed.after(1_001).get(0).data());
        assertThat(entry.get("shortened").asBoolean()).isTrue();
        assertThat(entry.get("step").asText()).isEqualTo("draw");
        assertThat(entry.toString()).hasSizeLessThan(300);
    }

    @Test
    void a_decision_wakes_the_waiting_run() {
        new DecisionListener(Optional.of(runs)).accept("artifact-00000000000000bb");
        new DecisionListener(Optional.empty()).accept("artifact-00000000000000bb");
        assertThat(runs.woken).containsExactly("artifact-00000000000000bb");
    }
}
