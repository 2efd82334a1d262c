package io.runfolio.coordination.postgres;

import static io.runfolio.coordination.postgres.ServerCluster.A;
import static io.runfolio.coordination.postgres.ServerCluster.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import io.runfolio.api.security.TokenFile;
import io.runfolio.coordination.access.AttemptCounters;
import io.runfolio.coordination.access.SessionStore;
import io.runfolio.share.PasswordAttempts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two server processes and a client whose requests go to either of them, as behind a load balancer. */
class SeveralServersIT {
    @TempDir
    static Path folder;

    private static ServerCluster servers;
    private static String artifact;
    /** Page of a link with a password, which takes seconds to derive. */
    private static String page;

    @BeforeAll
    static void start() throws IOException {
        servers = new ServerCluster(folder);
        artifact = servers.bundle("first");
        page = sharePage();
    }

    @AfterAll
    static void stop() throws IOException {
        servers.close();
    }

    /** Asks each server for something that it has. */
    private static void assertBothAnswer(String cookie) {
        assertThat(servers.status(A, cookie)).isEqualTo(200);
        assertThat(servers.status(B, cookie)).isEqualTo(200);
    }

    private static int signOut(int server, String cookie) {
        return servers.send(server, "/v1/session", "DELETE", "", "Cookie", cookie)
                .statusCode();
    }

    @Test
    void a_session_of_one_server_is_one_of_the_other_until_either_ends_it() {
        String cookie = servers.signIn(A, servers.token);
        String other = servers.signIn(B, servers.token);
        assertBothAnswer(cookie);
        assertThat(servers.get(B, "/v1/artifacts/" + artifact + "/content/thumb", "Cookie", cookie)
                        .statusCode())
                .isEqualTo(200);
        assertThat(servers.rows("SELECT s::text FROM runfolio_sessions s"))
                .isNotEmpty()
                .noneMatch(
                        row -> row.contains(cookie.substring(cookie.indexOf('=') + 1)) || row.contains(servers.token));

        assertThat(signOut(A, cookie)).isEqualTo(204);

        assertThat(servers.status(B, cookie)).isEqualTo(401);
        assertThat(servers.status(A, cookie)).isEqualTo(401);
        assertBothAnswer(other);
    }

    @Test
    void a_feed_that_is_open_at_the_other_server_ends_with_its_session() {
        String cookie = servers.signIn(A, servers.token);
        HttpResponse<InputStream> feed =
                servers.send(B, "/v1/changes", "GET", "", HttpResponse.BodyHandlers.ofInputStream(), "Cookie", cookie);
        assertThat(feed.statusCode()).isEqualTo(200);
        assertThat(signOut(A, cookie)).isEqualTo(204);
        CompletableFuture<byte[]> whole = CompletableFuture.supplyAsync(() -> readAll(feed.body()));
        assertThat(whole).as("comes to an end").succeedsWithin(WorkerProcesses.SOON);
    }

    private static byte[] readAll(InputStream in) {
        try (in) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_session_expires_by_the_clock_of_the_database() {
        String cookie = servers.signIn(A, servers.token);
        TestServer.execute(servers.database.url(), "UPDATE runfolio_sessions SET ends = now() - interval '1 second'");
        assertThat(servers.status(A, cookie)).isEqualTo(401);
        assertThat(servers.status(B, cookie)).isEqualTo(401);
        assertBothAnswer(servers.signIn(B, servers.token));
    }

    @Test
    void a_token_has_its_limit_of_sessions_over_all_servers() {
        String token = servers.newToken("bob");
        List<String> cookies = IntStream.rangeClosed(0, SessionStore.MAX_PER_TOKEN)
                .mapToObj(i -> servers.signIn(i % 2, token))
                .toList();
        assertThat(servers.status(B, cookies.get(0))).isEqualTo(401);
        assertBothAnswer(cookies.get(1));
        assertBothAnswer(cookies.get(SessionStore.MAX_PER_TOKEN));
    }

    @Test
    void a_revoked_token_ends_all_of_its_sessions_everywhere() throws IOException {
        String token = servers.newToken("leaver");
        byte[] before = Files.readAllBytes(servers.tokens);
        List<String> cookies = List.of(servers.signIn(A, token), servers.signIn(B, token));
        cookies.forEach(SeveralServersIT::assertBothAnswer);

        assertThat(servers.run("token", "revoke", "leaver")).isZero();

        for (String cookie : cookies) {
            assertThat(servers.status(A, cookie)).isEqualTo(401);
            assertThat(servers.status(B, cookie)).isEqualTo(401);
        }
        // as on a host whose own file still has the token
        Files.write(servers.tokens, before);
        assertThat(new TokenFile(servers.tokens).list())
                .anyMatch(one -> one.name().equals("leaver"));
        assertThat(servers.status(B, cookies.get(0))).isEqualTo(401);
        assertThat(new TokenFile(servers.tokens).revoke("leaver")).isTrue();
        assertBothAnswer(servers.signIn(A, servers.token));
    }

    @Test
    void forged_huge_and_hostile_cookies_let_nobody_in_and_harm_no_one() throws IOException {
        String good = servers.signIn(A, servers.token);
        List<String> hostile = List.of(
                "A".repeat(43),
                "' OR '1'='1",
                "x'); DROP TABLE runfolio_sessions; --",
                "A".repeat(20_000),
                "%00",
                "",
                good.substring(good.indexOf('=') + 1).toLowerCase(Locale.ROOT));
        for (String id : hostile) {
            for (int server : List.of(A, B)) {
                assertThat(servers.status(server, "runfolio_session=" + id))
                        .as(id)
                        .isEqualTo(401);
                assertThat(signOut(server, "runfolio_session=" + id)).as(id).isEqualTo(401);
                assertBothAnswer(good);
            }
        }
        assertThat(raw(A, "runfolio_session=" + "A".repeat(1 << 20))).matches("(?s)(HTTP/1.1 431.*)?");
        assertBothAnswer(good);
    }

    /** Sends a request with a cookie of any size, and returns what comes before the connection ends. */
    private static String raw(int server, String cookie) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", servers.uri(server, "/").getPort())) {
            String head = "GET /v1/artifacts HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: " + cookie
                    + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // refused before it was read
        }
    }

    @Test
    void wrong_passwords_at_all_servers_lock_out_their_client_and_nobody_else() {
        List<HttpResponse<String>> opened = Stream.of(A, B)
                .map(server -> unlock(server, "correct horse", "192.0.2.2"))
                .toList();
        assertThat(opened).extracting(HttpResponse::statusCode).containsOnly(303);
        String cookie =
                opened.get(A).headers().firstValue("set-cookie").orElseThrow().replaceFirst(";.*", "");
        assertThat(servers.get(B, page + "/files/1/web", "Cookie", cookie).statusCode())
                .isEqualTo(200);
        assertThat(servers.get(B, page + "/files/1/web").statusCode()).isEqualTo(403);

        long compared = IntStream.range(0, 2 * PasswordAttempts.MAX_PER_CLIENT)
                .filter(i -> unlock(i % 2, "guess " + i, "192.0.2.1").statusCode() == 403)
                .count();

        assertThat(compared).isEqualTo(PasswordAttempts.MAX_PER_CLIENT);
        for (int server : List.of(A, B)) {
            HttpResponse<String> locked = unlock(server, "correct horse", "192.0.2.1");
            assertThat(locked.statusCode()).isEqualTo(429);
            assertThat(Long.parseLong(locked.headers().firstValue("retry-after").orElseThrow()))
                    .isBetween(1L, AttemptCounters.WINDOW.toSeconds() + 1);
            assertThat(unlock(server, "correct horse", "192.0.2.2").statusCode())
                    .isEqualTo(303);
        }
    }

    private static String sharePage() {
        HttpResponse<String> made = servers.post(
                A,
                "/v1/shares",
                "{\"artifactIds\":[\"" + artifact + "\"],\"password\":\"correct horse\",\"expires\":\"1h\"}",
                "Authorization",
                servers.bearer());
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return ServerCluster.json(made).get("path").asText();
    }

    private static HttpResponse<String> unlock(int server, String password, String client) {
        return servers.send(
                server,
                page + "/unlock",
                "POST",
                "password=" + password.replace(' ', '+'),
                "Content-Type",
                "application/x-www-form-urlencoded",
                "X-Forwarded-For",
                client);
    }

    @Test
    void a_feed_continues_at_the_other_server_without_loss_or_repeat() throws Exception {
        String cookie = servers.signIn(A, servers.token);
        long start = Long.parseLong(
                servers.rows("SELECT coalesce(max(sequence), 0) FROM changes").get(0));
        int reviews = 40;
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < reviews; i++) {
                HttpResponse<String> done = servers.post(
                        i % 3 == 0 ? A : B,
                        "/v1/artifacts/" + artifact + "/tags",
                        "{\"tags\":[\"t" + i + "\"]}",
                        "Authorization",
                        servers.bearer());
                assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
            }
            servers.bundle("during the feed");
        });
        CompletableFuture<List<Long>> reader = CompletableFuture.supplyAsync(() -> readInTurns(cookie, start));
        writer.get();
        assertThat(reader).succeedsWithin(WorkerProcesses.SOON);

        List<Long> seen = reader.get();
        List<Long> all =
                servers.rows("SELECT sequence FROM changes WHERE sequence > " + start + " ORDER BY sequence").stream()
                        .map(Long::valueOf)
                        .toList();
        assertThat(seen).hasSizeGreaterThan(3).isEqualTo(all.subList(0, seen.size()));
        assertThat(all.size() - seen.size()).as("artifacts of the new run").isLessThanOrEqualTo(1);
    }

    /** Reads three events of one server, then three of the other and so on, up to the first new run. */
    private static List<Long> readInTurns(String cookie, long start) {
        List<Long> seen = new ArrayList<>(List.of(start));
        String type = "";
        for (int server = A; !type.equals("run"); server = 1 - server) {
            HttpResponse<InputStream> feed = servers.send(
                    server,
                    "/v1/changes",
                    "GET",
                    "",
                    HttpResponse.BodyHandlers.ofInputStream(),
                    "Cookie",
                    cookie,
                    "Last-Event-ID",
                    String.valueOf(seen.get(seen.size() - 1)));
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(feed.body(), StandardCharsets.UTF_8))) {
                for (int count = 0; count < 3 && !type.equals("run"); count++) {
                    type = event(lines, seen);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return seen.subList(1, seen.size());
    }

    /** Reads one event and returns its type. */
    private static String event(BufferedReader lines, List<Long> ids) throws IOException {
        String type = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("id: ")) {
                ids.add(Long.valueOf(line.substring(4)));
            } else if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.isEmpty() && !type.isEmpty()) {
                return type;
            }
        }
        throw new AssertionError("the feed has ended");
    }

    @Test
    void an_upload_in_parts_and_a_repeated_event_may_go_to_any_server() throws Exception {
        byte[] picture = Files.readAllBytes(servers.workspace.writePicture("upload.png", 640, 480, 7));
        HttpResponse<String> created = servers.send(
                A,
                "/v1/uploads",
                "POST",
                "",
                "Authorization",
                servers.bearer(),
                "Tus-Resumable",
                "1.0.0",
                "Upload-Length",
                String.valueOf(picture.length));
        String upload = created.headers().firstValue("location").orElseThrow();
        int half = picture.length / 2;
        assertThat(append(A, upload, 0, Arrays.copyOf(picture, half))).isEqualTo(204);
        assertThat(append(A, upload, 0, Arrays.copyOf(picture, half)))
                .as("an old offset")
                .isEqualTo(409);
        assertThat(append(B, upload, half, Arrays.copyOfRange(picture, half, picture.length)))
                .isEqualTo(204);

        String event = TestWorkspace.event("uploaded", "succeeded", "x.png")
                .replace("media/x.png", "upload:" + upload.substring(upload.lastIndexOf('/') + 1));
        List<CompletableFuture<HttpResponse<String>>> sent = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> servers.post(i % 2, "/v1/events", event, "Authorization", servers.bearer())))
                .toList();
        assertThat(sent).allSatisfy(one -> assertThat(one.join().statusCode()).isEqualTo(202));
        assertThat(servers.rows("SELECT event_id FROM runfolio_events WHERE event_id = 'uploaded'"))
                .hasSize(1);
        HttpResponse<String> other =
                servers.post(B, "/v1/events", event.replace("a disc", "a square"), "Authorization", servers.bearer());
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(servers.run("worker", "--drain")).isZero();
        assertThat(ServerCluster.json(servers.get(A, "/v1/events/uploaded", "Authorization", servers.bearer()))
                        .get("state")
                        .asText())
                .isEqualTo("bundled");
    }

    private static int append(int server, String upload, int offset, byte[] bytes) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", servers.uri(server, "/").getPort())) {
            String head = "PATCH " + upload + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: "
                    + servers.bearer() + "\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: " + offset
                    + "\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: " + bytes.length
                    + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(bytes);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return Integer.parseInt(answer.split(" ")[1]);
        }
    }

    @Test
    void an_order_is_made_once_for_its_key_and_cancelled_at_the_other_server() {
        String order = "{\"templateId\": \"poster\", \"intake\": {\"prompt\": \"a red fox\"}}";
        List<CompletableFuture<HttpResponse<String>>> sent = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> servers.post(
                        i % 2, "/v1/runs", order, "Authorization", servers.bearer(), "Idempotency-Key", "order-1")))
                .toList();
        List<String> ids = sent.stream()
                .map(one -> ServerCluster.json(one.join()).get("id").asText())
                .distinct()
                .toList();
        assertThat(ids).hasSize(1);
        assertThat(servers.send(B, "/v1/runs/" + ids.get(0) + "/cancel", "POST", "", "Authorization", servers.bearer())
                        .statusCode())
                .isEqualTo(200);
        JsonNode seen = ServerCluster.json(servers.get(A, "/v1/runs/" + ids.get(0), "Authorization", servers.bearer()));
        assertThat(seen.findValue("state").asText()).isEqualTo("cancelled");
    }

    @Test
    void entity_tags_and_revisions_of_one_server_hold_at_the_other() {
        String id = servers.bundle("revisions");
        String path = "/v1/artifacts/" + id;
        String tag = servers.get(A, path, "Authorization", servers.bearer())
                .headers()
                .firstValue("etag")
                .orElseThrow();
        assertThat(servers.get(B, path, "Authorization", servers.bearer(), "If-None-Match", tag)
                        .statusCode())
                .isEqualTo(304);
        String file = servers.get(A, path + "/content/web", "Authorization", servers.bearer())
                .headers()
                .firstValue("etag")
                .orElseThrow();
        assertThat(servers.get(B, path + "/content/web", "Authorization", servers.bearer(), "If-None-Match", file)
                        .statusCode())
                .isEqualTo(304);
        List<CompletableFuture<HttpResponse<String>>> decisions = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> servers.post(
                        i % 2,
                        path + "/decision",
                        "{\"decision\":\"approve\",\"note\":\"" + i + "\"}",
                        "Authorization",
                        servers.bearer(),
                        "If-Match",
                        "\"0\"")))
                .toList();
        assertThat(decisions.stream().map(one -> one.join().statusCode()).sorted())
                .containsExactly(200, 412, 412, 412, 412, 412);
    }

    @Test
    void a_server_goes_on_when_the_other_one_is_killed() throws Exception {
        String cookie = servers.signIn(A, servers.token);
        HttpResponse<InputStream> feed =
                servers.send(A, "/v1/changes", "GET", "", HttpResponse.BodyHandlers.ofInputStream(), "Cookie", cookie);
        assertThat(feed.statusCode()).isEqualTo(200);
        servers.kill(A);
        try {
            assertThat(servers.status(B, cookie)).isEqualTo(200);
            HttpResponse<String> tagged = servers.post(
                    B,
                    "/v1/artifacts/" + artifact + "/tags",
                    "{\"tags\":[\"survivor\"]}",
                    "Authorization",
                    servers.bearer());
            assertThat(tagged.statusCode()).isEqualTo(200);
            assertThat(signOut(B, cookie)).isEqualTo(204);
        } finally {
            servers.startAgain(A);
        }
        assertThat(servers.status(A, cookie)).isEqualTo(401);
        assertBothAnswer(servers.signIn(A, servers.token));
    }

    @Test
    void an_outage_of_the_database_is_503_lets_nobody_in_and_signs_nobody_out() throws IOException {
        String cookie = servers.signIn(A, servers.token);
        assertBothAnswer(cookie);
        servers.database.kill();
        try {
            assertThatOthersDoNotWait(cookie);
            CompletableFuture<Void> revoked =
                    CompletableFuture.runAsync(SeveralServersIT::assertThatATokenCanBeRevokedAllTheSame);
            Stream.of(A, B)
                    .map(server -> CompletableFuture.runAsync(() -> assertThatNobodyIsLetIn(server, cookie)))
                    .toList()
                    .forEach(CompletableFuture::join);
            revoked.join();
        } finally {
            servers.database.startAgain();
        }
        await().atMost(WorkerProcesses.SOON).untilAsserted(() -> assertBothAnswer(cookie));
        assertThat(unlock(B, "correct horse", "192.0.2.9").statusCode()).isEqualTo(303);
    }

    private static void assertThatNobodyIsLetIn(int server, String cookie) {
        for (String id : List.of(cookie, "runfolio_session=" + "A".repeat(43))) {
            HttpResponse<String> refused = servers.get(server, "/v1/artifacts", "Cookie", id);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(ServerCluster.error(refused)).isEqualTo("sessions_unavailable");
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            assertThat(refused.body()).contains("still signed in").doesNotContain("postgres", "Exception");
            assertThat(signOut(server, id)).isEqualTo(503);
        }
        HttpResponse<String> open = servers.post(server, "/v1/session", "", "Authorization", servers.bearer());
        assertThat(open.statusCode()).isEqualTo(503);
        assertThat(open.headers().firstValue("set-cookie")).isEmpty();
        for (String password : List.of("guess", "correct horse")) {
            HttpResponse<String> locked = unlock(server, password, "192.0.2.9");
            assertThat(locked.statusCode()).isEqualTo(503);
            assertThat(locked.body()).contains("Passwords cannot be checked at the moment");
            assertThat(locked.headers().firstValue("set-cookie")).isEmpty();
        }
        assertThat(servers.get(server, "/", "Cookie", cookie).statusCode()).isEqualTo(200);
    }

    /** Connections are spread over few event loops, which must not wait for the database. */
    private static void assertThatOthersDoNotWait(String cookie) throws IOException {
        List<CompletableFuture<Integer>> waiting = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> servers.status(A, cookie)))
                .toList();
        for (int i = 0; i < 16; i++) {
            assertThat(raw(A, "none=1").substring(0, 12)).isEqualTo("HTTP/1.1 401");
        }
        assertThat(waiting.get(0)).isNotDone();
        assertThat(waiting).extracting(CompletableFuture::join).containsOnly(503);
    }

    private static void assertThatATokenCanBeRevokedAllTheSame() {
        String token = servers.newToken("during an outage");
        assertThat(servers.run("token", "revoke", "during an outage"))
                .as("its sessions may live on")
                .isEqualTo(1);
        assertThat(servers.post(B, "/v1/session", "", "Authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(401);
    }
}
