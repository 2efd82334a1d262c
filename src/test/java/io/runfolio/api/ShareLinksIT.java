package io.runfolio.api;

import static io.runfolio.api.SharedWorld.header;
import static io.runfolio.api.SharedWorld.json;
import static io.runfolio.api.SharedWorld.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.share.Shares;
import io.runfolio.wiring.Backends;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Share links over HTTP: pages, files, passwords, expiry, counters and the rights of tokens. */
class ShareLinksIT {
    @TempDir
    static Path folder;

    private static SharedWorld world;
    private static LiveApi api;

    @BeforeAll
    static void open() throws Exception {
        world = new SharedWorld(folder, "runfolio.share.base-url", "https://studio.example/");
        api = world.api;
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @AfterEach
    void startClock() {
        world.startClock();
    }

    @Test
    void a_link_shows_its_pictures_and_nothing_that_the_sharer_did_not_choose() {
        JsonNode share = world.share("\"title\":\"For <Ada>\"");
        String path = share.get("path").asText();
        assertThat(share.get("url").asText()).isEqualTo("https://studio.example" + path);

        HttpResponse<byte[]> page = api.get(path);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(text(page))
                .contains("For &lt;Ada&gt;", path + "/files/1/web", path + "/files/2/web")
                .doesNotContain("<script", "original", "marsh_model", SharedWorld.SECRET_WORDS, world.runId)
                .doesNotContain(world.ids.get(0), "/v1/", "770042");
        HttpResponse<byte[]> picture = api.get(path + "/files/2/web");
        assertThat(picture.statusCode()).isEqualTo(200);
        assertThat(picture.body())
                .isEqualTo(world.get("/v1/artifacts/" + world.ids.get(1) + "/content/web", world.admin)
                        .body());
        assertThat(header(picture, "content-disposition")).isEqualTo("inline; filename=\"shared-2.webp\"");
    }

    @Test
    void facts_and_prompts_are_shown_where_the_sharer_chose_them() {
        JsonNode share =
                world.share("\"facts\":[\"prompt\",\"model\",\"size\",\"seed\",\"created\",\"status\",\"id\"]");

        assertThat(text(api.get(share.get("path").asText())))
                .contains(SharedWorld.SECRET_WORDS, "marsh_model", "640 × 480 px", "770042", world.ids.get(0));
    }

    @Test
    void a_comparison_shows_its_facts_side_by_side_and_marks_differences() {
        JsonNode share = world.share(
                world.sharer,
                List.of(world.ids.get(0), world.outsider),
                "\"kind\":\"comparison\",\"facts\":[\"prompt\",\"model\"]");

        String page = text(api.get(share.get("path").asText()));

        assertThat(share.get("kind").asText()).isEqualTo("comparison");
        assertThat(page).contains("<main class=\"comparison\">", "<tr class=\"differs\"><th scope=\"row\">Prompt");
        assertThat(page).contains("<tr><th scope=\"row\">Model");
    }

    @Test
    void originals_need_the_download() throws Exception {
        String closed = world.share("").get("path").asText();
        String open = world.share("\"download\":true").get("path").asText();

        assertThat(api.get(closed + "/files/1/original").statusCode()).isEqualTo(404);
        HttpResponse<byte[]> original = api.get(open + "/files/1/original");
        assertThat(original.body()).isEqualTo(Files.readAllBytes(api.testWorkspace.media.resolve("heron1.png")));
        assertThat(header(original, "content-disposition")).isEqualTo("attachment; filename=\"shared-1.png\"");
        assertThat(text(api.get(open))).contains("Download original");
    }

    @Test
    void pages_are_neither_indexed_nor_stored_and_send_no_referrer() {
        String path = world.share("").get("path").asText();
        HttpResponse<byte[]> page = api.get(path);
        assertThat(header(page, "cache-control")).isEqualTo("private, no-store");
        assertThat(header(page, "referrer-policy")).isEqualTo("no-referrer");
        assertThat(header(page, "x-robots-tag")).contains("noindex");
        assertThat(header(page, "content-security-policy"))
                .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'")
                .doesNotContain("unsafe", "script-src");
        HttpResponse<byte[]> file = api.get(path + "/files/1/web");
        assertThat(header(file, "cache-control")).isEqualTo("private, no-cache");
        assertThat(header(file, "x-robots-tag")).contains("noindex");
        assertThat(header(file, "cross-origin-resource-policy")).isEqualTo("same-origin");
        assertThat(api.get(path + "/files/1/web", "If-None-Match", header(file, "etag"))
                        .statusCode())
                .isEqualTo(304);
        HttpResponse<byte[]> part = api.get(path + "/files/1/web", "Range", "bytes=2-5");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).hasSize(4);
    }

    @Test
    void a_link_ends_exactly_at_its_instant() {
        JsonNode share = world.share("\"expires\":\"2h\"");
        String path = share.get("path").asText();
        Instant end = Instant.parse(share.get("expiresAt").asText());

        world.stopClock(end.minusNanos(1));
        assertThat(api.get(path).statusCode()).isEqualTo(200);
        assertThat(api.get(path + "/files/1/web").statusCode()).isEqualTo(200);
        world.stopClock(end);
        HttpResponse<byte[]> page = api.get(path);
        assertThat(page.statusCode()).isEqualTo(410);
        assertThat(text(page)).contains("This link has ended").doesNotContain("Shared with you");
        assertThat(LiveApi.error(api.get(path + "/files/1/web"))).isEqualTo("link_ended");
        assertThat(world.unlock(path, "whatever it is").statusCode()).isEqualTo(410);
        assertThat(json(world.get("/v1/shares/" + share.get("id").asText(), world.sharer))
                        .get("state")
                        .asText())
                .isEqualTo("expired");
    }

    @Test
    void a_revoked_link_ends_at_once_in_every_process() throws Exception {
        JsonNode share = world.share("");
        String path = share.get("path").asText();
        try (LiveApi second = LiveApi.withoutWorker(folder)) {
            assertThat(second.get(path).statusCode()).isEqualTo(200);

            assertThat(world.revoke(world.sharer, share.get("id").asText()).statusCode())
                    .isEqualTo(200);

            assertThat(second.get(path).statusCode()).isEqualTo(410);
            assertThat(second.get(path + "/files/1/web").statusCode()).isEqualTo(410);
        }
        assertThat(api.get(path).statusCode()).isEqualTo(410);
        assertThat(json(world.revoke(world.sharer, share.get("id").asText()))
                        .get("state")
                        .asText())
                .isEqualTo("revoked");
    }

    @Test
    void a_password_opens_the_link_for_the_browser_that_has_its_cookie() {
        String path = world.share("\"password\":\"correct horse\"").get("path").asText();
        HttpResponse<byte[]> locked = api.get(path);
        assertThat(locked.statusCode()).isEqualTo(200);
        assertThat(text(locked)).contains("type=\"password\"").doesNotContain("Shared with you", "/files/");
        assertThat(LiveApi.error(api.get(path + "/files/1/web"))).isEqualTo("password_needed");

        assertThat(world.unlock(path, "correct horsf").statusCode()).isEqualTo(403);
        // pages that send no referrer send forms with an origin of null
        HttpResponse<byte[]> opened =
                world.unlock(path, "correct horse", "Origin", "null", "Sec-Fetch-Site", "same-origin");

        assertThat(opened.statusCode()).isEqualTo(303);
        assertThat(header(opened, "location")).isEqualTo(path);
        String cookie = header(opened, "set-cookie");
        assertThat(cookie)
                .contains("HttpOnly", "SameSite=Strict", "Path=" + path + ";")
                .doesNotContain("horse");
        String sent = cookie.replaceFirst(";.*", "");
        assertThat(text(api.get(path, "Cookie", sent))).contains("Shared with you");
        assertThat(api.get(path + "/files/1/web", "Cookie", "a=b; " + sent).statusCode())
                .isEqualTo(200);
        world.stopClock(Instant.now().plus(Duration.ofHours(13)));
        assertThat(text(api.get(path, "Cookie", sent))).contains("type=\"password\"");
    }

    @Test
    void views_and_downloads_are_counted_and_not_for_head_or_later_ranges() throws Exception {
        JsonNode share = world.share("\"download\":true");
        String path = share.get("path").asText();
        for (int i = 0; i < 3; i++) {
            api.get(path);
        }
        api.head(path);
        api.get(path + "/files/1/original");
        api.head(path + "/files/1/original");
        api.get(path + "/files/1/original", "Range", "bytes=0-9");
        api.get(path + "/files/1/original", "Range", "bytes=10-");
        api.get(path + "/files/1/web");

        JsonNode counted = json(world.get("/v1/shares/" + share.get("id").asText(), world.sharer));

        assertThat(counted.get("views").asInt()).isEqualTo(3);
        assertThat(counted.get("downloads").asInt()).isEqualTo(2);
        assertThat(counted.get("lastAccess").asText()).isNotEmpty();
        Path counts = Backends.outputs(api.testWorkspace.outputs).shares().resolve("counts.jsonl");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.exists(counts)
                        && Files.readString(counts).contains(share.get("id").asText()));
    }

    @Test
    void a_long_text_is_cut_on_the_page_and_whole_behind_its_link() {
        String body = "They stand still & wait. ".repeat(4_000);
        String report = world.text("report", "Herons", body);
        String brief = world.text("brief", "Egrets", "They do not.");
        String path = world.share(world.sharer, List.of(report, brief), "")
                .get("path")
                .asText();

        String page = text(api.get(path));
        assertThat(page)
                .hasSizeLessThan(60_000)
                .contains("Herons", "They stand still &amp; wait.", "They do not.")
                .containsOnlyOnce("Open the whole text")
                .contains(path + "/files/1/text");
        HttpResponse<byte[]> whole = api.get(path + "/files/1/text");
        assertThat(header(whole, "content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(header(whole, "cache-control")).isEqualTo("private, no-cache");
        assertThat(text(whole)).isEqualTo("Herons\n\nAbout birds.\n\nHabits\n\n" + body + "\n");

        String pictures = world.share("").get("path").asText();
        assertThat(api.get(pictures + "/files/1/text").statusCode())
                .as("a picture")
                .isEqualTo(404);
        world.revoke(
                world.admin,
                SharedWorld.json(world.get("/v1/shares?artifactId=" + report, world.admin))
                        .at("/items/0/id")
                        .asText());
        assertThat(api.get(path + "/files/1/text").statusCode()).isEqualTo(410);
    }

    @Test
    void many_right_passwords_at_once_are_all_right() {
        String locked =
                world.share("\"password\":\"correct horse\"").get("path").asText();
        assertThat(world.unlock(locked, "correct horse").statusCode()).isEqualTo(303);
        List<CompletableFuture<Integer>> flood = IntStream.range(0, 30)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> world.unlock(locked, "correct horse").statusCode()))
                .toList();
        assertThat(flood).extracting(CompletableFuture::join).containsOnly(303);
    }

    @Test
    void only_tokens_with_the_scope_share_create_links_and_see_their_own() {
        JsonNode share = world.share("");
        String id = share.get("id").asText();
        assertThat(LiveApi.error(world.create(world.reader, world.ids, ""))).isEqualTo("scope_missing");
        assertThat(LiveApi.error(world.get("/v1/shares", world.reader))).isEqualTo("scope_missing");
        assertThat(api.get("/v1/shares").statusCode()).isEqualTo(401);
        assertThat(LiveApi.error(world.get("/v1/artifacts", world.blind))).isEqualTo("scope_missing");
        HttpResponse<byte[]> unread = world.create(world.blind, world.ids, "");
        assertThat(LiveApi.error(unread))
                .as("a link would show what its maker may not read")
                .isEqualTo("scope_missing");
        assertThat(text(unread)).contains("lacks the scope read");
        assertThat(world.get("/v1/shares", world.blind).statusCode()).isEqualTo(200);
        assertThat(world.get("/v1/shares/" + id, world.other).statusCode()).isEqualTo(404);
        assertThat(world.revoke(world.other, id).statusCode()).isEqualTo(404);
        assertThat(text(world.get("/v1/shares", world.other))).doesNotContain(id);
        String mine = text(world.get("/v1/shares?state=active&artifactId=" + world.ids.get(0), world.sharer));
        assertThat(mine).contains(id).doesNotContain(share.get("path").asText().substring(3));
        assertThat(world.revoke(world.admin, id).statusCode()).isEqualTo(200);
        assertThat(text(world.get("/v1/shares?state=active", world.sharer))).doesNotContain(id);
    }

    @Test
    void invalid_requests_name_their_fields() {
        for (String more : List.of(
                "\"expires\":\"91d\"",
                "\"expires\":\"soon\"",
                "\"password\":\"short\"",
                "\"kind\":\"album\"",
                "\"facts\":[\"path\"]",
                "\"download\":\"yes\"",
                "\"links\":1",
                "\"title\":\"a\\nb\"")) {
            HttpResponse<byte[]> refused = world.create(world.sharer, world.ids, more);
            assertThat(refused.statusCode()).as(more).isEqualTo(422);
            assertThat(LiveApi.error(refused)).as(more).isEqualTo("share_invalid");
        }
        assertThat(world.create(world.sharer, List.of(), "").statusCode()).isEqualTo(422);
        assertThat(text(world.create(world.sharer, List.of("artifact-ffffffffffffffff"), "")))
                .contains("no artifact has the id");
    }

    @Test
    void lists_have_pages() {
        for (int i = 0; i < 3; i++) {
            world.share(world.other, world.ids, "");
        }
        JsonNode first = json(world.get("/v1/shares?limit=2", world.other));
        JsonNode second = json(
                world.get("/v1/shares?limit=2&cursor=" + first.get("nextCursor").asText(), world.other));
        assertThat(first.get("items")).hasSize(2);
        assertThat(second.get("items")).isNotEmpty();
        assertThat(second.get("items").toString())
                .doesNotContain(first.at("/items/1/id").asText());
    }

    @Test
    void retention_sees_the_artifacts_of_active_links() {
        JsonNode share = world.share(world.sharer, List.of(world.outsider), "");
        Shares shares = new Shares(Backends.outputs(api.testWorkspace.outputs), world.clock());

        assertThat(shares.activeArtifactIds(Instant.now())).contains(world.outsider);
        world.revoke(world.sharer, share.get("id").asText());
        assertThat(shares.list()).isNotEmpty();
    }
}
