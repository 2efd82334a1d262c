package io.runfolio.api;

import static io.runfolio.api.SharedWorld.header;
import static io.runfolio.api.SharedWorld.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.share.PasswordAttempts;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attacks on share links of a real server; after each, an innocent request must be served as before. */
class ShareAttacksIT {
    private static final int LARGE = 48 << 20;

    @TempDir
    static Path folder;

    private static SharedWorld world;
    private static LiveApi api;
    private static String path;
    private static String shareId;
    private static byte[] picture;

    @BeforeAll
    static void open() throws Exception {
        world = new SharedWorld(folder);
        api = world.api;
        JsonNode share = world.share("");
        path = share.get("path").asText();
        shareId = share.get("id").asText();
        picture = api.get(path + "/files/1/web").body();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @AfterEach
    void the_link_still_works() {
        world.startClock();
        innocent("the end of a test");
    }

    private static void innocent(String after) {
        assertThat(api.get(path).statusCode()).as("page after %s", after).isEqualTo(200);
        assertThat(api.get(path + "/files/1/web").body())
                .as("file after %s", after)
                .isEqualTo(picture);
    }

    private static String raw(String line, String... headers) {
        return api.raw(line + " HTTP/1.1\r\nHost: 127.0.0.1:" + api.port() + "\r\nConnection: close\r\n"
                + Stream.of(headers).map(header -> header + "\r\n").reduce("", String::concat) + "\r\n");
    }

    private static int status(String answer) {
        return Integer.parseInt(answer.substring(9, 12));
    }

    private static void reveals_nothing(String answer, String attack) {
        assertThat(answer)
                .as(attack)
                .doesNotContain(world.runId)
                .doesNotContain(SharedWorld.SECRET_WORDS)
                .doesNotContain("marsh_model")
                .doesNotContain(world.outsider)
                .doesNotContain(api.testWorkspace.root.toString());
    }

    @Test
    void guessed_tokens_get_one_answer_that_does_not_depend_on_the_guess() {
        String token = path.substring(3);
        String changed = (token.charAt(0) == 'A' ? 'B' : 'A') + token.substring(1);
        String last = token.substring(0, 31) + (token.charAt(31) == 'A' ? 'B' : 'A');
        List<String> guesses = List.of(
                "a",
                "A".repeat(32),
                token.substring(1),
                token + "A",
                changed,
                last,
                token.toLowerCase(Locale.ROOT).equals(token) ? changed : token.toLowerCase(Locale.ROOT),
                shareId,
                world.ids.get(0),
                "%00",
                "%2e%2e",
                token + "%00",
                "x".repeat(5000));
        Set<String> pages = new TreeSet<>();
        for (String guess : guesses) {
            HttpResponse<byte[]> page = api.get("/s/" + guess);
            assertThat(page.statusCode()).as(guess).isEqualTo(404);
            HttpResponse<byte[]> file = api.get("/s/" + guess + "/files/1/web");
            assertThat(file.statusCode()).as(guess).isEqualTo(404);
            pages.add(text(page) + page.headers().map());
            assertThat(world.unlock("/s/" + guess, "some password").statusCode())
                    .isEqualTo(404);
            innocent(guess);
        }
        assertThat(pages).hasSize(1);
    }

    @Test
    void tricks_with_paths_reach_nothing_but_the_files_of_the_link() {
        String file = path + "/files/1/";
        List<String> targets = List.of(
                path + "/../../v1/artifacts",
                path + "/%2e%2e/%2e%2e/v1/artifacts",
                path + "/..%2f..%2fv1%2fartifacts",
                path + "/v1/artifacts",
                path + "/files",
                path + "/files/1",
                file + "original",
                file + "ORIGINAL",
                file + "raw.webp",
                file + "processed.webp",
                file + "run.json",
                file + "..%2foriginal%2foutput_01.png",
                file + "%2e%2e%2f%2e%2e%2frun.json",
                file + "web/../original",
                file + "web/..%2foriginal",
                file + "web%00",
                file + "web%00.png",
                file + "%00web",
                file + "web;original",
                file + "web%3foriginal",
                file + "web%2foriginal",
                path + "/files/0/web",
                path + "/files/-1/web",
                path + "/files/+1/web",
                path + "/files/01/web",
                path + "/files/1.0/web",
                path + "/files/1%00/web",
                path + "/files/1%2f..%2f2/web",
                path + "/files/3/web",
                path + "/files/999/web",
                path + "/files/99999999999999999999/web",
                path + "/files/%D9%A1/web",
                path + "/files/" + world.outsider + "/web",
                path + "/files/" + world.ids.get(0) + "/web",
                path + "/files/" + world.runId + "/run.json",
                path + "%2ffiles%2f1%2fweb",
                path + "\\files\\1\\web",
                "/%73/" + path.substring(3) + "/files/1/original",
                "//s//" + path.substring(3) + "//files//1//original",
                "/S/" + path.substring(3) + "/FILES/1/original",
                path + "/unlock",
                path + "/files/1/original?download=true",
                path + "/files/1/web/",
                "/s",
                "/s/",
                "/s//files/1/web");
        for (String target : targets) {
            String answer = raw("GET " + target);
            boolean sameFile = target.endsWith("/files/1/web/"); // a trailing slash names the same resource
            assertThat(status(answer)).as(target).isIn(sameFile ? Set.of(200) : Set.of(400, 401, 404, 405));
            reveals_nothing(answer, target);
            innocent(target);
        }
    }

    @Test
    void other_methods_change_and_reveal_nothing() {
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "BREW")) {
            for (String target : List.of(path, path + "/files/1/web", path + "/unlock", "/signed/x/web")) {
                String answer = raw(method + " " + target, "Content-Length: 0", "Content-Type: application/json");
                assertThat(status(answer)).as(method + " " + target).isIn(400, 401, 403, 404, 405, 415, 501);
                reveals_nothing(answer, method);
            }
            innocent(method);
        }
        String head = raw("HEAD " + path + "/files/1/web");
        assertThat(status(head)).isEqualTo(200);
        assertThat(head).endsWith("\r\n\r\n").contains("Content-Length: " + picture.length);
        assertThat(raw("HEAD " + path)).endsWith("\r\n\r\n");
        String preflight = raw("OPTIONS " + path, "Origin: https://evil.example", "Access-Control-Request-Method: GET");
        assertThat(preflight.toLowerCase(Locale.ROOT)).doesNotContain("access-control-allow");
    }

    @Test
    void host_and_origin_headers_are_neither_trusted_nor_repeated() {
        String other = api.raw("GET " + path + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
        assertThat(status(other)).isEqualTo(403);
        innocent("another host");
        String absolute = raw("GET http://evil.example" + path);
        assertThat(status(absolute)).isEqualTo(400);
        innocent("an absolute form");
        String same = raw("GET http://127.0.0.1:" + api.port() + path);
        assertThat(status(same)).isIn(200, 400, 404);
        innocent("an absolute form of this server");
        for (String header : List.of("X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "Forwarded")) {
            String page = raw("GET " + path, header + ": /v1/artifacts.evil.example");
            assertThat(status(page)).isEqualTo(200);
            assertThat(page).doesNotContain("evil.example");
        }
        assertThat(status(raw("GET " + path, "Origin: https://evil.example"))).isEqualTo(403);
        innocent("another origin");
        for (String site : List.of("cross-site", "same-site")) {
            HttpResponse<byte[]> form = world.unlock(path, "whatever", "Origin", "null", "Sec-Fetch-Site", site);
            assertThat(form.statusCode()).isEqualTo(403);
        }
    }

    @Test
    void the_token_of_a_link_opens_nothing_else() {
        String token = path.substring(3);
        for (String target : List.of("/v1/artifacts", "/v1/shares", "/v1/runs/" + world.runId, "/v1/session")) {
            assertThat(api.get(target, "Authorization", "Bearer " + token).statusCode())
                    .isEqualTo(401);
            assertThat(api.get(target, "Cookie", "runfolio_share=" + token + "; runfolio_session=" + token)
                            .statusCode())
                    .isEqualTo(401);
        }
        assertThat(status(raw("DELETE /v1/shares/" + shareId))).isEqualTo(401);
    }

    @Test
    void passwords_are_limited_per_link_and_cookies_hold_for_their_link_only() {
        JsonNode share = world.share("\"password\":\"correct horse\"");
        String locked = share.get("path").asText();
        String second =
                world.share("\"password\":\"battery staple\"").get("path").asText();
        String cookie =
                header(world.unlock(locked, "correct horse"), "set-cookie").replaceFirst(";.*", "");
        for (int i = 0; i < PasswordAttempts.MAX_PER_CLIENT; i++) {
            assertThat(world.unlock(locked, "guess number " + i).statusCode()).isEqualTo(403);
        }

        HttpResponse<byte[]> limited = world.unlock(locked, "correct horse");

        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(header(limited, "retry-after")).matches("[1-9][0-9]*");
        assertThat(header(limited, "set-cookie")).isEmpty();
        assertThat(world.unlock(locked, "correct horse", "X-Forwarded-For", "192.0.2.9")
                        .statusCode())
                .as("an address that no trusted proxy reports")
                .isEqualTo(429);
        assertThat(world.unlock(locked, "guess", "Cookie", cookie).statusCode())
                .as("a viewer who has unlocked it")
                .isEqualTo(303);
        assertThat(api.get(locked + "/files/1/web", "Cookie", cookie).statusCode())
                .isEqualTo(200);
        assertThat(world.unlock(second, "battery staple").statusCode()).isEqualTo(303);
        world.stopClock(Instant.now().plus(PasswordAttempts.WINDOW).plusSeconds(1));
        assertThat(world.unlock(locked, "correct horse").statusCode()).isEqualTo(303);
        world.startClock();

        assertThat(api.get(second + "/files/1/web", "Cookie", cookie).statusCode())
                .isEqualTo(403);
        String later = cookie.replaceFirst("=\\d+", "=99999999999");
        assertThat(api.get(locked + "/files/1/web", "Cookie", later).statusCode())
                .isEqualTo(403);
        for (String forged : List.of("runfolio_share=", "runfolio_share=1.x", "runfolio_share", cookie + "A")) {
            assertThat(api.get(locked + "/files/1/web", "Cookie", forged).statusCode())
                    .as(forged)
                    .isEqualTo(403);
        }
        innocent("guesses");
    }

    @Test
    void malformed_forms_are_wrong_passwords() {
        String locked =
                world.share("\"password\":\"correct horse\"").get("path").asText();
        for (String form : List.of(
                "",
                "password",
                "password=correct+horse&password=correct+horse",
                "x=correct+horse",
                "p".repeat(4096),
                "p".repeat(4097))) {
            HttpResponse<byte[]> refused = api.send(api.builder(locked + "/unlock")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form)));
            assertThat(refused.statusCode()).as("%.20s", form).isEqualTo(form.length() > 4096 ? 413 : 403);
        }
        assertThat(api.post(locked + "/unlock", "{\"password\":\"correct horse\"}")
                        .statusCode())
                .isEqualTo(415);
        innocent("malformed forms");
    }

    @Test
    void no_request_that_begins_after_a_revocation_gets_a_file() {
        JsonNode share = world.share("");
        String racing = share.get("path").asText() + "/files/1/web";
        AtomicBoolean revoked = new AtomicBoolean();
        AtomicBoolean ended = new AtomicBoolean();
        List<CompletableFuture<Integer>> clients = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    int late = 0;
                    int seen = 0;
                    while (!ended.get() || seen < 3) {
                        boolean after = revoked.get();
                        int status = api.unchecked(api.builder(racing).GET()).statusCode();
                        seen += status == 410 ? 1 : 0;
                        late += after && status != 410 ? 1 : 0;
                    }
                    return late;
                }))
                .toList();
        IntStream.range(0, 5).forEach(i -> api.get(racing));
        world.revoke(world.sharer, share.get("id").asText());
        revoked.set(true);
        IntStream.range(0, 10)
                .forEach(i -> assertThat(api.get(racing).statusCode()).isEqualTo(410));
        ended.set(true);

        assertThat(clients).allSatisfy(client -> assertThat(client.join()).isZero());
    }

    @Test
    void a_revocation_ends_a_download_that_has_begun() throws Exception {
        byte[] large = new byte[LARGE];
        new Random(7).nextBytes(large);
        Files.write(api.testWorkspace.media.resolve("large.bin"), large);
        String id = world.output(
                "large", "{\"kind\": \"other\", \"source_path\": \"media/large.bin\", \"role\": \"output\"}");
        JsonNode share = world.share(world.sharer, List.of(id), "\"download\":true");
        String target = share.get("path").asText() + "/files/1/original";
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(64 << 10);
            socket.connect(new java.net.InetSocketAddress("127.0.0.1", api.port()));
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + api.port() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] begin = new byte[64 << 10];
            new DataInputStream(socket.getInputStream()).readFully(begin);
            assertThat(new String(begin, 0, 12, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");

            world.revoke(world.sharer, share.get("id").asText());

            assertThat(begin.length + slowly(socket.getInputStream())).isLessThan(LARGE);
        }
        innocent("a download that was ended");
    }

    /** Reads at most a megabyte a tenth of a second until the server closes the connection. */
    private static long slowly(InputStream in) throws Exception {
        byte[] buffer = new byte[1 << 20];
        long bytes = 0;
        try {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                bytes += count;
                Thread.sleep(100);
            }
        } catch (IOException reset) {
            return bytes;
        }
        return bytes;
    }

    @Test
    void a_removed_file_leaves_the_page_and_is_gone_below_it() throws Exception {
        String id = world.output(
                "gone", "{\"kind\": \"image\", \"source_path\": \"media/heron3.png\", \"role\": \"output\"}");
        List<String> both = List.of(world.ids.get(0), id);
        String mixed =
                world.share(world.sharer, both, "\"download\":true").get("path").asText();
        assertThat(text(api.get(mixed))).doesNotContain("No longer available");
        world.removeFiles(id);

        assertThat(text(api.get(mixed)))
                .contains("No longer available", "/files/1/web")
                .doesNotContain("/files/2/");
        for (String view : List.of("web", "thumb", "original")) {
            HttpResponse<byte[]> gone = api.get(mixed + "/files/2/" + view);
            assertThat(gone.statusCode()).as(view).isEqualTo(410);
            assertThat(text(gone)).doesNotContain("marsh_model", "prompt", id);
        }
        assertThat(api.get(mixed + "/files/1/original").statusCode()).isEqualTo(200);
    }

    @Test
    void texts_of_others_are_never_markup() {
        List<String> nasty = new ArrayList<>(Arrays.asList(
                "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</title><svg onload=alert(1)>"));
        for (String title : nasty) {
            String json = "\"title\":\"" + title.replace("\"", "\\\"") + "\"";
            String page = text(api.get(world.share(json).get("path").asText()));
            assertThat(page).doesNotContain("<script", "<img src=x", "<svg").contains("alert(1)");
        }
    }
}
