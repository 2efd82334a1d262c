package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import io.runfolio.api.security.TokenFile;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Removal by hand over HTTP, with a real worker. Each test takes a run of its own. */
class PurgeOverHttpIT {
    private static final int RUNS = 6;

    /** Artifacts that no test has taken. */
    private static final Deque<JsonNode> UNUSED = new ArrayDeque<>();

    @TempDir
    static Path folder;

    private static LiveApi api;
    private static String admin;
    private static String reviewer;

    private final JsonNode artifact = UNUSED.remove();
    private final String place = "/v1/artifacts/" + artifact.get("id").asText();
    private final String run = "/v1/runs/" + artifact.get("runId").asText();

    @BeforeAll
    static void runs() throws Exception {
        Path tokens = folder.resolve("keys").resolve("tokens.json");
        admin = "Bearer " + new TokenFile(tokens).create("ada", EnumSet.of(Scope.ADMIN));
        reviewer = "Bearer " + new TokenFile(tokens).create("bob", EnumSet.of(Scope.READ, Scope.REVIEW, Scope.SUBMIT));
        api = new LiveApi(
                folder.resolve("worker"),
                "runfolio.http.tokens-file",
                tokens.toString(),
                "runfolio.retention.grace",
                "9d");
        for (int i = 1; i <= RUNS; i++) {
            api.testWorkspace.writePicture(i + ".png", 64, 48, i);
            api.testWorkspace.drop(i + ".json", TestWorkspace.event("e" + i, "succeeded", i + ".png"));
        }
        await().atMost(LiveApi.SOON)
                .until(() -> get("/v1/artifacts").get("items").size() == RUNS);
        get("/v1/artifacts").get("items").forEach(UNUSED::add);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static JsonNode get(String target) {
        return LiveApi.json(api.get(target, "Authorization", admin));
    }

    private static HttpResponse<byte[]> post(String target, String json) {
        return api.post(target, json, "Authorization", admin);
    }

    private static HttpResponse<byte[]> delete(String target) {
        return api.send(api.builder(target, "Authorization", admin).DELETE());
    }

    @Test
    void a_purge_is_previewed_done_shown_as_a_tombstone_and_taken_back() {
        JsonNode preview = get(place + "/purge?scope=binaries");
        assertThat(preview.get("status").asText()).isEqualTo("would_purge");
        assertThat(preview.get("files").findValuesAsText("path"))
                .containsExactly("original/output_01.png", "thumb/output_01.webp", "web/output_01.webp");
        assertThat(get(place).at("/media/removed").asBoolean()).isFalse();

        HttpResponse<byte[]> purged = post(place + "/purge", "{\"scope\":\"binaries\",\"note\":\"not needed\"}");
        assertThat(purged.statusCode()).isEqualTo(200);
        JsonNode done = LiveApi.json(purged);
        assertThat(done.get("status").asText()).isEqualTo("purged");
        assertThat(done.get("files")).isEqualTo(preview.get("files"));
        assertThat(done.get("bytes")).isEqualTo(preview.get("bytes"));

        HttpResponse<byte[]> gone = api.get(place + "/content/original", "Authorization", admin);
        assertThat(gone.statusCode()).isEqualTo(410);
        JsonNode tombstone = LiveApi.json(gone).at("/detail/tombstone");
        assertThat(tombstone.get("removalId")).isEqualTo(done.get("removalId"));
        assertThat(tombstone.get("by").asText()).isEqualTo("ada");
        assertThat(tombstone.get("note").asText()).isEqualTo("not needed");
        assertThat(tombstone.get("restorableUntil")).isEqualTo(done.get("restorableUntil"));

        JsonNode again = LiveApi.json(post(place + "/purge", "{\"scope\":\"binaries\"}"));
        assertThat(again.get("status").asText()).isEqualTo("nothing");
        assertThat(again.get("removalId").isNull()).isTrue();

        String removalId = done.get("removalId").asText();
        assertThat(get("/v1/trash").findValuesAsText("removalId")).contains(removalId);
        assertThat(post(run + "/restore", "{\"removalId\":\"" + removalId + "\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(api.get(place + "/content/original", "Authorization", admin).statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_held_artifact_is_refused_with_the_hold_by_itself_and_with_its_run() {
        HttpRequest.Builder hold = api.builder(place + "/holds", "Authorization", reviewer)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"reason\":\"case 7\"}"));
        assertThat(api.send(hold).statusCode()).isEqualTo(200);

        for (String of : List.of(place, run)) {
            HttpResponse<byte[]> refused = post(of + "/purge", "{\"scope\":\"derivatives\"}");
            assertThat(refused.statusCode()).isEqualTo(409);
            JsonNode detail = LiveApi.json(refused).get("detail");
            assertThat(detail.get("error").asText()).isEqualTo("protected");
            assertThat(detail.get("message").asText()).contains("held by bob: case 7");
            assertThat(detail.at("/protections/0/kind").asText()).isEqualTo("held");

            JsonNode preview = get(of + "/purge?scope=derivatives");
            assertThat(preview.get("status").asText()).isEqualTo("protected");
            assertThat(preview.get("files")).hasSize(2);
            assertThat(preview.get("protections")).isEqualTo(detail.get("protections"));
        }
        assertThat(api.get(place + "/content/thumb", "Authorization", admin).statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_whole_run_becomes_a_tombstone_and_its_trash_is_deleted_for_good() {
        JsonNode done = LiveApi.json(post(run + "/purge", "{\"scope\":\"bundle\",\"keepThumb\":true,\"graceDays\":1}"));
        assertThat(done.get("status").asText()).isEqualTo("purged");
        assertThat(done.get("artifactId").isNull()).isTrue();
        assertThat(done.get("files").findValuesAsText("path"))
                .contains("original/output_01.png", "prompt.txt")
                .doesNotContain("thumb/output_01.webp", "run.json");
        assertThat(api.get(place + "/content/thumb", "Authorization", admin).statusCode())
                .isEqualTo(200);

        String trashed = "/v1/trash/" + done.get("removalId").asText();
        JsonNode deleted = LiveApi.json(delete(trashed));
        assertThat(deleted.get("bytes")).isEqualTo(done.get("bytes"));
        assertThat(delete(trashed).statusCode()).isEqualTo(404);
        assertThat(get(run).at("/retention/removals/0/deletedAt").asText()).isNotEmpty();
    }

    @Test
    void a_sweep_completes_what_a_dead_process_left_and_deletes_what_is_due() throws IOException {
        Path outputs = api.testWorkspace.outputs;
        JsonNode done = LiveApi.json(post(place + "/purge", "{\"scope\":\"originals\",\"graceDays\":1}"));
        String runId = done.get("runId").asText();
        String path = runId.replaceFirst("(....)(..)(..).*", "$1-$2-$3/") + runId;
        Path original = outputs.resolve(path).resolve("original/output_01.png");
        Path trashed = outputs.resolve(".runfolio/trash")
                .resolve(path)
                .resolve(done.get("removalId").asText())
                .resolve("original/output_01.png");
        Files.move(trashed, original); // as a process left it that was killed after its line

        JsonNode report = LiveApi.json(post("/v1/trash/sweep", ""));
        assertThat(report.findValuesAsText("removalId"))
                .doesNotContain(done.get("removalId").asText());
        assertThat(report.get("problems")).isEmpty();
        assertThat(original).doesNotExist();
        assertThat(trashed).exists();
        assertThat(api.post("/v1/trash/sweep", "", "Authorization", reviewer).statusCode())
                .isEqualTo(403);

        Path ledger = outputs.resolve(path).resolve("ledger.jsonl");
        String due = done.get("restorableUntil").asText();
        Files.writeString(ledger, Files.readString(ledger).replace(due, "2020-01-01T00:00:00Z"));
        report = LiveApi.json(post("/v1/trash/sweep", ""));
        assertThat(report.at("/deleted/0/removalId")).isEqualTo(done.get("removalId"));
        assertThat(report.get("bytes")).isEqualTo(done.get("bytes"));
        assertThat(trashed).doesNotExist();
    }

    @Test
    void what_is_held_meanwhile_stays_in_the_trash() {
        String trashed = "/v1/trash/"
                + LiveApi.json(post(place + "/purge", "{\"scope\":\"originals\"}"))
                        .get("removalId")
                        .asText();
        HttpRequest.Builder hold = api.builder(run + "/holds", "Authorization", admin)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"reason\":\"case 8\"}"));
        assertThat(api.send(hold).statusCode()).isEqualTo(200);
        HttpResponse<byte[]> refused = delete(trashed);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(LiveApi.json(refused).at("/detail/message").asText()).contains("held by ada: case 8");
        assertThat(get("/v1/trash").findValuesAsText("words")).contains("held by ada: case 8");
    }

    @Test
    void others_than_administrators_and_wrong_orders_are_refused() {
        for (String of : List.of(place, run)) {
            assertThat(api.get(of + "/purge?scope=binaries", "Authorization", reviewer)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(api.unchecked(api.builder(
                                            of + "/Purge",
                                            "Authorization",
                                            reviewer,
                                            "Content-Type",
                                            "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString("{\"scope\":\"binaries\"}")))
                            .statusCode())
                    .as("the case of a path is ignored")
                    .isEqualTo(403);
            for (String body : List.of(
                    "{}",
                    "{\"scope\":\"all\"}",
                    "{\"scope\":\"binaries\",\"graceDays\":-1}",
                    "{\"scope\":\"binaries\",\"grace\":1}")) {
                HttpResponse<byte[]> refused = post(of + "/purge", body);
                assertThat(refused.statusCode()).as(body).isEqualTo(422);
                assertThat(LiveApi.error(refused)).isEqualTo("purge_invalid");
            }
            assertThat(api.get(of + "/purge", "Authorization", admin).statusCode())
                    .isEqualTo(422);
        }
        assertThat(api.get("/v1/trash", "Authorization", reviewer).statusCode()).isEqualTo(403);
        assertThat(api.send(api.builder("/v1/trash/removal-0000000000000000", "Authorization", reviewer)
                                .DELETE())
                        .statusCode())
                .isEqualTo(403);
        HttpResponse<byte[]> bundle = post(place + "/purge", "{\"scope\":\"bundle\"}");
        assertThat(LiveApi.json(bundle).at("/detail/fields/0").asText()).contains("name the run");
        assertThat(post("/v1/artifacts/artifact-0000000000000000/purge", "{\"scope\":\"binaries\"}")
                        .statusCode())
                .isEqualTo(404);
    }
}
