package io.runfolio.store.s3;

import static io.runfolio.store.s3.HostServers.A;
import static io.runfolio.store.s3.HostServers.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.Runfolio;
import io.runfolio.TestWorkspace;
import io.runfolio.files.DurableFiles;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers of two hosts without a common folder. Each knows at once what was done at the other. */
class StoreServersIT {
    @TempDir
    static Path folder;

    private static HostServers servers;
    private static String token;
    private static String artifact;

    @BeforeAll
    static void start() throws IOException {
        servers = new HostServers(folder);
        artifact = bundle();
        for (int server : List.of(A, B)) {
            Path templates = Files.createDirectories(servers.host(server).root.resolve("templates"));
            Files.copy(Path.of("..", "..", "samples", "templates", "poster.json"), templates.resolve("poster.json"));
        }
        servers.start(A, "--create-token");
        servers.start(B, "--create-token");
        servers.awaitUp(A);
        servers.awaitUp(B);
        token = theFirstToken();
        await().atMost(HostServers.SOON).until(() -> has(A) && has(B));
    }

    @AfterAll
    static void stop() throws IOException {
        servers.close();
    }

    /** Returns the token that one of the servers has created and printed. */
    private static String theFirstToken() {
        List<String> printed = Pattern.compile("gallery: \\S+#token=(\\S+)")
                .matcher(servers.output(A) + servers.output(B))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(printed).as("servers that start at once create one token").hasSize(1);
        return printed.get(0);
    }

    /** Bundles a run on the first host, and returns the id of its artifact. */
    private static String bundle() throws IOException {
        TestWorkspace host = servers.host(A);
        host.writePicture("a.png", 40, 30, 1);
        try (Runfolio runfolio = Runfolio.open(servers.settings(A))) {
            runfolio.createRunArtifact(RunRequest.builder("succeeded", "model")
                    .output(AssetKind.IMAGE, host.media.resolve("a.png").toString())
                    .build());
        }
        return TestWorkspace.json(host.bundles().get(0).resolve("artifacts.json"))
                .get(0)
                .get("id")
                .asText();
    }

    private static boolean has(int server) {
        return servers.get(server, "/v1/artifacts/" + artifact, token).statusCode() == 200;
    }

    private static JsonNode share(int server) {
        return HostServers.json(servers.post(
                server, "/v1/shares", token, "{\"artifactIds\":[\"" + artifact + "\"],\"expires\":\"1h\"}"));
    }

    private static int status(int server, String path) {
        return servers.get(server, path, "").statusCode();
    }

    @Test
    void a_link_of_one_host_works_at_the_other_at_once_until_either_revokes_it() {
        for (int maker : List.of(A, B)) {
            int other = 1 - maker;
            JsonNode link = share(maker);
            String page = link.get("path").asText();
            assertThat(status(other, page)).isEqualTo(200);
            assertThat(status(other, page + "/files/1/web")).isEqualTo(200);
            assertThat(servers.rows("SELECT line FROM runfolio_log_lines"))
                    .noneMatch(line -> line.contains(page.substring("/s/".length())));

            JsonNode innocent = share(maker);
            String id = link.get("id").asText();
            assertThat(servers.send(other, "DELETE", "/v1/shares/" + id, token, "")
                            .statusCode())
                    .isEqualTo(200);

            for (int server : List.of(maker, other)) {
                assertThat(status(server, page)).isEqualTo(410);
                assertThat(status(server, page + "/files/1/web")).isEqualTo(410);
                assertThat(status(server, innocent.get("path").asText())).isEqualTo(200);
            }
        }
    }

    @Test
    void views_at_both_hosts_are_added_up() {
        JsonNode link = share(A);
        String page = link.get("path").asText();
        assertThat(status(A, page)).isEqualTo(200);
        assertThat(status(B, page)).isEqualTo(200);
        assertThat(status(B, page)).isEqualTo(200);
        for (int server : List.of(A, B)) {
            await().atMost(HostServers.SOON).until(() -> views(server, link) == 3);
        }
    }

    private static int views(int server, JsonNode link) {
        return HostServers.json(
                        servers.get(server, "/v1/shares/" + link.get("id").asText(), token))
                .get("views")
                .asInt();
    }

    private static HttpResponse<String> order(int server, String key) {
        return servers.post(
                server,
                "/v1/runs",
                token,
                "{\"templateId\": \"poster\", \"intake\": {\"prompt\": \"a red fox\"}}",
                "Idempotency-Key",
                key);
    }

    private static String state(int server, String run) {
        return HostServers.json(servers.get(server, "/v1/runs/" + run, token))
                .get("state")
                .asText();
    }

    @Test
    void an_order_is_made_once_for_its_key_and_taken_once_by_a_generator_of_any_host() {
        List<CompletableFuture<HttpResponse<String>>> sent = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> order(i % 2, "one")))
                .toList();
        List<String> ids = sent.stream()
                .map(one -> HostServers.json(one.join()).get("id").asText())
                .distinct()
                .toList();
        assertThat(ids).hasSize(1);
        String id = ids.get(0);
        assertThat(state(A, id)).isEqualTo("queued");
        assertThat(state(B, id)).isEqualTo("queued");

        assertThat(servers.run(B, "order", "take", id)).isZero();

        assertThat(servers.run(A, "order", "take", id)).as("taken at B").isEqualTo(1);
        assertThat(state(A, id)).isEqualTo("running");
        assertThat(cancel(A, id)).isEqualTo(409);
        assertThat(servers.run(A, "order", "put-back", id)).isZero();
        assertThat(state(B, id)).isEqualTo("queued");
        assertThat(cancel(B, id)).isEqualTo(200);
        assertThat(state(A, id)).isEqualTo("cancelled");
        assertThat(servers.run(A, "order", "take", id)).isEqualTo(1);
        assertThat(servers.host(A).root.resolve("orders")).doesNotExist();
    }

    private static int cancel(int server, String run) {
        return servers.send(server, "POST", "/v1/runs/" + run + "/cancel", token, "")
                .statusCode();
    }

    @Test
    void a_token_of_one_host_is_one_of_the_other_until_it_is_revoked_at_either() {
        for (int maker : List.of(A, B)) {
            int other = 1 - maker;
            String made = servers.newToken(maker, "made at " + maker, "read");
            String cookie = servers.signIn(other, made);
            for (int server : List.of(A, B)) {
                assertThat(servers.get(server, "/v1/artifacts", made).statusCode())
                        .isEqualTo(200);
                assertThat(servers.send(server, "GET", "/v1/artifacts", "", "", "Cookie", cookie)
                                .statusCode())
                        .isEqualTo(200);
            }

            assertThat(servers.run(other, "token", "revoke", "made at " + maker))
                    .isZero();

            for (int server : List.of(A, B)) {
                assertThat(servers.get(server, "/v1/artifacts", made).statusCode())
                        .isEqualTo(401);
                assertThat(servers.send(server, "GET", "/v1/artifacts", "", "", "Cookie", cookie)
                                .statusCode())
                        .isEqualTo(401);
                assertThat(has(server)).as("others are let in").isTrue();
            }
        }
    }

    @Test
    void tokens_that_cannot_be_looked_up_are_503_and_let_nobody_in() {
        servers.execute("ALTER TABLE runfolio_log_lines RENAME TO away_lines");
        try {
            for (int server : List.of(A, B)) {
                for (String shown : List.of(token, "rf_" + "A".repeat(43))) {
                    HttpResponse<String> refused = servers.get(server, "/v1/artifacts", shown);
                    assertThat(refused.statusCode()).isEqualTo(503);
                    assertThat(refused.body()).contains("tokens_unavailable").doesNotContain("runfolio_log");
                }
                assertThat(status(server, "/v1/artifacts")).as("no token").isEqualTo(401);
                assertThat(status(server, "/v1/health")).isEqualTo(200);
                assertThat(status(server, "/")).isEqualTo(200);
            }
        } finally {
            servers.execute("ALTER TABLE away_lines RENAME TO runfolio_log_lines");
        }
        for (int server : List.of(A, B)) {
            await().atMost(HostServers.SOON).until(() -> has(server));
            assertThat(servers.get(server, "/v1/artifacts", "rf_" + "A".repeat(43))
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void an_upload_of_a_host_that_is_lost_is_bundled_by_a_worker_of_the_other() throws Exception {
        String submitter = servers.newToken(A, "submitter", "submit,read");
        for (int acceptor : List.of(A, B)) {
            String key = "accepted-at-" + acceptor;
            Path picture = servers.host(A).writePicture(key + ".png", 64, 48, 7 + acceptor);
            String id = upload(submitter, picture);
            String event = TestWorkspace.event(key, "succeeded", "x.png").replace("media/x.png", "upload:" + id);
            HttpResponse<String> accepted = servers.post(acceptor, "/v1/events", submitter, event);
            assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
            DurableFiles.deleteTree(servers.host(A).outputs.resolve(".runfolio/uploads"));

            assertThat(servers.run(B, "worker", "--drain")).isZero();

            assertThat(servers.host(B).bundleOf(key).resolve("original").resolve("output_01"))
                    .hasSameBinaryContentAs(picture);
            HttpResponse<String> unknown = servers.post(
                    acceptor,
                    "/v1/events",
                    submitter,
                    event.replace(id, "0".repeat(32)).replace(key, "other"));
            assertThat(unknown.statusCode()).isEqualTo(422);
        }
    }

    private static String upload(String submitter, Path file) throws IOException {
        HttpResponse<String> created = servers.upload(A, submitter, Files.readAllBytes(file));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        String location = created.headers().firstValue("location").orElseThrow();
        String id = location.substring(location.lastIndexOf('/') + 1);
        assertThat(servers.objects().resolve("uploads").resolve(id).resolve("data"))
                .hasSameBinaryContentAs(file);
        return id;
    }

    @Test
    void a_workflow_run_of_one_host_is_left_alone_by_workers_of_the_other() {
        String kind = "runfolio.workflow.kinds.text_to_image=orders";
        assertThat(servers.run(A, "workflow", "start", "poster", "--intake", "prompt=a heron", "--set", kind))
                .isZero();
        assertThat(servers.run(B, "worker", "--drain", "--set", kind)).isZero();
        assertThat(ordersOfSteps()).isEmpty();
        assertThat(servers.rows("SELECT state FROM runfolio_events WHERE queue LIKE 'runs%'"))
                .containsExactly("waiting");

        assertThat(servers.run(A, "worker", "--drain", "--set", kind)).isZero();

        assertThat(ordersOfSteps()).hasSize(1);
    }

    private static List<String> ordersOfSteps() {
        return servers.rows("SELECT id FROM runfolio_documents WHERE body LIKE '%step_request%'");
    }

    @Test
    void links_that_cannot_be_looked_up_are_503_and_work_again_afterwards() {
        String page = share(A).get("path").asText();
        servers.execute("ALTER TABLE runfolio_logs RENAME TO away");
        try {
            for (int server : List.of(A, B)) {
                assertThat(status(server, page)).isEqualTo(503);
                assertThat(status(server, "/s/" + "x".repeat(32))).isEqualTo(503);
                assertThat(status(server, "/v1/health")).isEqualTo(200);
            }
        } finally {
            servers.execute("ALTER TABLE away RENAME TO runfolio_logs");
        }
        for (int server : List.of(A, B)) {
            await().atMost(HostServers.SOON).until(() -> status(server, page) == 200);
            assertThat(status(server, "/s/" + "x".repeat(32))).isEqualTo(404);
        }
    }
}
