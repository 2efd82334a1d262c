package io.runfolio.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import io.runfolio.api.LiveApi;
import io.runfolio.api.Scope;
import io.runfolio.api.security.TokenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gallery in a real Chromium, used by keys and clicks.
 *
 * <p>Without a Chromium it is skipped, unless {@code RUNFOLIO_BROWSER=required}.
 */
class GalleryIT {
    private static final Path SAMPLES = Path.of("samples", "media");
    private static final Path SCREENSHOTS = Path.of("target", "gallery");
    private static final String HOSTILE = "<img src=x onerror=alert(1)> & \\\"quoted\\\" <script>alert(2)</script>";

    private static final String EXECUTION =
            """
            {"timing": {"completed_at": "2026-03-26T21:44:09Z", "queue_seconds": 0, "run_seconds": 7.1},
             "steps": [{"name": "<b>upscale</b>", "state": "failed", "duration_seconds": 2, "message": "no memory"}],
             "cost": {"amount": 0.003, "currency": "USD", "units": 25, "unit": "credits"},
            """;

    @TempDir
    static Path folder;

    private static LiveApi api;
    private static Browser browser;
    private static int runs;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.startOrSkip();
        api = new LiveApi(folder.resolve("worker"));
        for (String name : List.of(
                "bloom_a.png", "bloom_b.png", "bloom_c.png", "misty_ridges.png", "night_skyline.png", "harbour.mp4")) {
            Files.copy(SAMPLES.resolve(name), api.testWorkspace.media.resolve(name));
        }
        api.testWorkspace.writePicture("gone.png", 320, 240, 3);
        api.bundle(
                "flowers",
                event("flowers", "a red fox among paper flowers", "2026-03-20", "bloom_a.png", "bloom_b.png")
                        .replace(
                                "bloom_b.png\",\"role\":\"output\"",
                                "bloom_b.png\",\"role\":\"output\",\"metadata\":{\"processed_from\":1}"),
                ++runs);
        bundle("ridges", "misty ridges to approve", "2026-03-21", "misty_ridges.png");
        bundle("contested", "a contested skyline", "2026-03-22", "night_skyline.png");
        api.bundle(
                "clip",
                event("clip", "boats in a harbour", "2026-03-23", "harbour.mp4")
                        .replaceFirst("\\{", Matcher.quoteReplacement(EXECUTION)),
                ++runs);
        bundle("hostile", HOSTILE, "2026-03-24", "bloom_c.png");
        bundle("gone", "a picture that was taken away", "2026-03-25", "gone.png");
        api.bundle(
                "failed",
                event("failed", "a run that failed", "2026-03-26").replace("\"succeeded\"", "\"failed\""),
                ++runs);
        Path bundle = bundleOf("gone");
        for (String part : List.of("original", "web", "thumb")) {
            try (Stream<Path> files = Files.list(bundle.resolve(part))) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @AfterAll
    static void stop() throws Exception {
        Browser.close(browser, api);
    }

    @BeforeEach
    void forget() {
        browser.size(1440, 900);
        browser.dark(false);
        browser.forget();
    }

    private static String event(String key, String prompt, String day, String... outputs) {
        return TestWorkspace.event(key, "succeeded", outputs)
                .replace("\"a disc\"", "\"" + prompt + "\"")
                .replace("2026-03-26", day);
    }

    private static void bundle(String key, String prompt, String day, String... outputs) {
        api.bundle(key, event(key, prompt, day, outputs), ++runs);
    }

    private static Path bundleOf(String key) {
        return api.testWorkspace.bundles().stream()
                .filter(bundle -> TestWorkspace.json(bundle.resolve("run.json"))
                        .toString()
                        .contains("\"" + key + "\""))
                .findFirst()
                .orElseThrow();
    }

    private static void open(String query) {
        browser.open(api.uri("/" + query).toString());
        browser.until("document.querySelector('.card[data-id^=\"artifact-\"], .card[data-id^=\"20\"]') !== null");
        browser.until("document.querySelector('#live').dataset.state === 'on'");
    }

    private static int cards() {
        return browser.eval("document.querySelectorAll('.card:not([hidden])').length")
                .asInt();
    }

    private static void untilCards(int count) {
        browser.until("document.querySelectorAll('.card:not([hidden]):not(.coming)').length === " + count);
    }

    private static String idOf(String words) {
        return api.json("/v1/artifacts?q=" + words.replace(" ", "%20"))
                .get("items")
                .get(0)
                .get("id")
                .asText();
    }

    private static void nothingIsWrong() {
        assertThat(browser.errors()).isEmpty();
        staysHere();
    }

    /** Checks that only the removed image was requested in vain (410). */
    private static void onlyTheRemovedIsMissed() {
        assertThat(browser.errors()).allMatch(error -> error.contains("410"));
        staysHere();
    }

    private static void staysHere() {
        assertThat(browser.requests())
                .isNotEmpty()
                .allMatch(url ->
                        url.startsWith(api.uri("/").toString()) || url.startsWith("data:") || url.startsWith("blob:"));
    }

    @Test
    void a_search_changes_url_and_cards_and_back_undoes_it() {
        open("");
        int all = cards();
        browser.press("/");
        browser.type("red fox");
        browser.press("Enter");
        untilCards(2);
        assertThat(browser.eval("location.search").asText()).isEqualTo("?q=red+fox");
        browser.eval("history.back()");
        untilCards(all);
        assertThat(browser.eval("location.search").asText()).isEmpty();
        browser.until("document.querySelector('[data-filter=mediaKind][value=video]') !== null");
        browser.click("[data-filter=mediaKind][value=video]");
        untilCards(1);
        assertThat(browser.eval("location.search").asText()).isEqualTo("?mediaKind=video");
        browser.screenshot(SCREENSHOTS.resolve("filtered.png"));
        onlyTheRemovedIsMissed();
    }

    @Test
    void approving_by_key_writes_the_review_log_and_undo_reopens() throws IOException {
        String id = idOf("misty ridges");
        open("?q=misty+ridges");
        browser.press("a");
        browser.until("document.querySelector('.card').dataset.status === 'approved'");
        Path ledger = bundleOf("ridges").resolve("ledger.jsonl");
        assertThat(Files.readString(ledger)).contains("\"approve\"", id);
        assertThat(browser.eval("document.querySelector('.card').getAttribute('aria-label')")
                        .asText())
                .contains("approved");
        assertThat(browser.eval("document.querySelector('.toast').textContent").asText())
                .contains("Approved", "Undo");
        browser.press("u");
        browser.until("document.querySelector('.card').dataset.status === 'review'");
        assertThat(Files.readAllLines(ledger)).hasSize(2);
        assertThat(Files.readString(ledger)).contains("\"reopen\"");
        nothingIsWrong();
    }

    @Test
    void notes_of_a_run_are_edited_beside_its_artifact() throws IOException {
        String quiet = browser.beforehand("window.EventSource = class { addEventListener() {} }");
        browser.open(api.uri("/?artifact=" + idOf("red fox")).toString());
        browser.until("document.querySelector('#detail .notes button') !== null");
        browser.withdraw(quiet);
        String notes = "/v1/runs/" + bundleOf("flowers").getFileName() + "/notes";
        assertThat(api.put(notes, "{\"notes\":\"Print on glossy paper\",\"revision\":0}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(browser.eval("(document.querySelector('#detail .notes button').click(),"
                                + " document.querySelector('#detail .notes .actions button').disabled)")
                        .asBoolean())
                .as("nothing is saved before it is loaded")
                .isTrue();
        // what was written elsewhere is shown as soon as the notes can be saved
        browser.until("document.querySelector('#detail .notes .actions button').disabled === false");
        assertThat(browser.eval("document.querySelector('#detail .notes textarea').value")
                        .asText())
                .isEqualTo("Print on glossy paper");
        assertThat(browser.eval("document.querySelector('#detail .notes textarea') === document.activeElement")
                        .asBoolean())
                .isTrue();
        browser.eval("document.activeElement.select()");
        browser.type("Print on matte paper");
        browser.until("document.querySelector('#detail .notes textarea').value === 'Print on matte paper'");
        browser.eval("document.querySelector('#detail .notes .actions button').click()");
        browser.until("document.querySelector('#detail .notes .prompt')?.textContent === 'Print on matte paper'");
        assertThat(Files.readString(bundleOf("flowers").resolve("notes.md"))).contains("Print on matte paper");
        onlyTheRemovedIsMissed();
    }

    @Test
    void a_conflicting_decision_offers_to_reload() {
        String id = idOf("contested skyline");
        String quiet = browser.beforehand("window.EventSource = class { addEventListener() {} }");
        browser.open(api.uri("/?q=contested").toString());
        browser.until("document.querySelector('.card[data-status=review]') !== null");
        browser.withdraw(quiet);
        api.post("/v1/artifacts/" + id + "/decision", "{\"decision\":\"reject\"}");
        browser.press("a");
        browser.until("document.querySelector('.toast.problem') !== null");
        assertThat(browser.eval("document.querySelector('.toast.problem').textContent")
                        .asText())
                .contains("Someone else changed this artifact");
        assertThat(browser.eval("document.querySelector('.card').dataset.status")
                        .asText())
                .isEqualTo("review");
        browser.click(".toast.problem button");
        browser.until("document.querySelector('.card').dataset.status === 'rejected'");
        assertThat(browser.errors()).allMatch(error -> error.contains("412"));
    }

    @Test
    void two_artifacts_are_compared_with_a_shared_zoom_and_a_slider() {
        open("?q=red+fox");
        browser.press("x");
        browser.press("ArrowRight");
        browser.press("x");
        browser.until("document.querySelectorAll('.card.selected').length === 2");
        browser.press("v");
        browser.until("document.querySelectorAll('#compare .pane-view img').length === 2");
        browser.until("[...document.querySelectorAll('#compare img')].every(i => i.complete && i.naturalWidth > 0)");
        browser.wheel("#compare .pane-view", -400);
        browser.until("document.querySelector('#compare .pane-view img').style.transform.includes('scale(2')");
        JsonNode transforms =
                browser.eval("[...document.querySelectorAll('#compare .pane-view img')].map(i => i.style.transform)");
        assertThat(transforms.get(0)).isEqualTo(transforms.get(1));
        browser.press("ArrowRight");
        JsonNode moved =
                browser.eval("[...document.querySelectorAll('#compare .pane-view img')].map(i => i.style.transform)");
        assertThat(moved.get(0)).isNotEqualTo(transforms.get(0)).isEqualTo(moved.get(1));
        assertThat(browser.eval("document.querySelectorAll('#compare tr.differs').length")
                        .asInt())
                .isPositive();
        assertThat(browser.eval("location.search").asText()).contains("compare=");
        browser.screenshot(SCREENSHOTS.resolve("compare.png"));
        browser.press("s");
        browser.until("document.querySelector('#compare input[type=range]') !== null");
        browser.press("Escape");
        browser.until("!document.querySelector('#compare').open");
        nothingIsWrong();
    }

    @Test
    void a_preference_moves_from_one_variant_to_the_other() {
        open("?q=red+fox");
        browser.press("p");
        browser.until("document.querySelectorAll('.card')[0].querySelector('.star') !== null");
        browser.press("ArrowRight");
        browser.press("p");
        browser.until("document.querySelectorAll('.card')[1].querySelector('.star') !== null");
        browser.until("document.querySelectorAll('.card')[0].querySelector('.star') === null");
        nothingIsWrong();
    }

    @Test
    void a_decision_on_a_selection_is_applied_and_undone_together() {
        open("?q=red+fox");
        browser.press("x");
        browser.press("ArrowRight");
        browser.press("x");
        browser.until("document.querySelectorAll('#selection button').length > 3");
        browser.eval(
                "[...document.querySelectorAll('#selection button')].find(b => b.textContent === 'Reject').click()");
        browser.until("document.querySelectorAll('.card[data-status=rejected]').length === 2");
        browser.eval("document.querySelector('#grid').focus()");
        browser.press("u");
        browser.until("document.querySelectorAll('.card[data-status=review]').length === 2");
        nothingIsWrong();
    }

    @Test
    void a_new_run_is_announced_and_shown_on_a_click() {
        open("");
        int before = cards();
        bundle("arrival", "an arrival of its own", "2026-06-01", "bloom_b.png");
        browser.until("!document.querySelector('#pill').hidden");
        assertThat(browser.eval("document.querySelector('#pill').textContent").asText())
                .startsWith("1 new");
        assertThat(cards()).isEqualTo(before);
        browser.click("#pill");
        untilCards(before + 1);
        assertThat(browser.eval("document.querySelector('.card .title').textContent")
                        .asText())
                .isEqualTo("an arrival of its own");
        onlyTheRemovedIsMissed();
    }

    @Test
    void a_video_plays_in_the_detail_view() {
        open("?class=video");
        browser.press("Enter");
        browser.until("document.querySelector('#detail video') !== null");
        assertThat(browser.eval("document.querySelector('#detail video').poster")
                        .asText())
                .contains("/content/poster");
        browser.eval("document.querySelector('#detail video').play()");
        browser.until("document.querySelector('#detail video').currentTime > 0");
        nothingIsWrong();
    }

    @Test
    void times_steps_and_cost_of_a_run_are_shown_in_the_detail_view() {
        open("?class=video");
        browser.press("Enter");
        String section = "[...document.querySelectorAll('#detail section')]"
                + ".find(each => each.querySelector('h3')?.textContent === 'Time and cost')";
        browser.until(section + " !== undefined");
        browser.screenshot(SCREENSHOTS.resolve("time-and-cost.png"));
        assertThat(browser.eval(section + ".textContent").asText())
                .contains("In the queue0 s", "Working7.1 s", "Cost0.003 USD, 25 credits")
                .contains("<b>upscale</b>, failed", "no memory", "2 s");
        nothingIsWrong();
    }

    @Test
    void the_raw_output_of_a_processed_image_can_be_shown() {
        String[] ids = new String[2];
        api.json("/v1/artifacts?q=flowers")
                .get("items")
                .forEach(item ->
                        ids[item.get("position").asInt() - 1] = item.get("id").asText());
        open("?q=flowers&artifact=" + ids[1]);
        String source = "document.querySelector('#detail .view img').getAttribute('src')";
        String button =
                "[...document.querySelectorAll('#detail .tools button')].find(b => b.textContent === 'Show raw')";
        browser.until(button + " !== undefined");
        browser.eval(button + ".click()");
        browser.until(source + ".includes('" + ids[1] + "/content/raw.webp')");
        browser.until("document.querySelector('#detail .view img').naturalWidth > 0");
        browser.eval(button + ".click()");
        browser.until("!" + source + ".includes('raw.webp')");
        open("?q=flowers&artifact=" + ids[0]);
        browser.until("document.querySelector('#detail .view img') !== null");
        assertThat(browser.eval(button + " === undefined").asBoolean()).isTrue();
        nothingIsWrong();
    }

    @Test
    void markup_in_a_prompt_is_shown_as_text() {
        open("?q=onerror");
        String text = HOSTILE.replace("\\", "");
        assertThat(browser.eval("document.querySelector('.card .title').textContent")
                        .asText())
                .isEqualTo(text);
        browser.press("Enter");
        browser.until("document.querySelector('#detail .prompt') !== null");
        assertThat(browser.eval("document.querySelector('#detail .prompt').textContent")
                        .asText())
                .isEqualTo(text);
        assertThat(browser.eval("document.querySelectorAll('[onerror], img[src=x]').length")
                        .asInt())
                .isZero();
        nothingIsWrong();
    }

    @Test
    void a_proposal_is_shown_as_text_beside_the_decision() {
        String note = "six fingers <img src=x onerror=alert(3)>";
        String id = idOf("boats in a harbour");
        api.post("/v1/artifacts/" + id + "/proposal", "{\"decision\":\"request_changes\",\"note\":\"" + note + "\"}");
        open("?q=boats");
        browser.press("Enter");
        browser.until("document.querySelector('#detail .decision q') !== null");
        assertThat(browser.eval("document.querySelector('#detail .decision').textContent")
                        .asText())
                .contains("local proposes: Request changes", note);
        assertThat(browser.eval("document.querySelectorAll('[onerror]').length").asInt())
                .isZero();
        nothingIsWrong();
    }

    @Test
    void failed_runs_and_missing_files_are_shown_with_the_reason() {
        open("?view=runs&runStatus=failed");
        assertThat(browser.eval("document.querySelector('.card').textContent").asText())
                .contains("Run failed", "failed");
        browser.press("Enter");
        browser.until("document.querySelector('#detail .trouble') !== null");
        browser.screenshot(SCREENSHOTS.resolve("failed.png"));
        open("?q=taken");
        browser.until("document.querySelector('.card .instead.removed') !== null");
        browser.press("Enter");
        browser.until("document.querySelector('#detail .instead.removed') !== null");
        assertThat(browser.eval("document.querySelector('#detail').textContent").asText())
                .contains("a picture that was taken away");
        assertThat(browser.errors()).allMatch(error -> error.contains("410"));
        staysHere();
    }

    @Test
    void a_detail_view_has_its_own_url_and_a_selection_is_exported() throws Exception {
        String id = idOf("red fox");
        open("?artifact=" + id);
        browser.until("document.querySelector('#detail h2') !== null");
        assertThat(browser.eval("document.querySelector('#detail').textContent").asText())
                .contains("Lifecycle", "Provenance", "Settings", "Logs and files");
        browser.until("document.querySelector('#detail .view img').complete");
        browser.screenshot(SCREENSHOTS.resolve("detail.png"));
        browser.press("Escape");
        browser.until("!document.querySelector('#detail').open && location.search === ''");
        browser.press("x");
        browser.until("document.querySelector('#export') !== null");
        String link = browser.eval("document.querySelector('#export').getAttribute('href')")
                .asText();
        assertThat(api.get(link).statusCode()).isEqualTo(200);
        onlyTheRemovedIsMissed();
    }

    @Test
    void the_token_of_an_address_signs_in_and_is_removed_from_the_address() throws Exception {
        Path tokens = folder.resolve("fragment").resolve("tokens.json");
        String token = new TokenFile(tokens).create("ada", EnumSet.of(Scope.READ));
        try (LiveApi closed = new LiveApi(folder.resolve("opened"), "runfolio.http.tokens-file", tokens.toString())) {
            browser.open(closed.uri("/?view=runs#token=" + token).toString());
            browser.until("document.querySelector('#live').dataset.state === 'on'");
            browser.until("location.hash === '' && !document.querySelector('#login').open");
            browser.until("sessionStorage.getItem('runfolio.token') === '" + token + "'");
        }
    }

    @Test
    void a_server_with_tokens_asks_for_one() throws Exception {
        Path tokens = folder.resolve("tokens").resolve("tokens.json");
        String token = new TokenFile(tokens).create("ada", EnumSet.of(Scope.READ, Scope.REVIEW));
        try (LiveApi closed = new LiveApi(folder.resolve("closed"), "runfolio.http.tokens-file", tokens.toString());
                Browser other = Browser.startOrSkip()) {
            closed.testWorkspace.writePicture("one.png", 64, 64, 1);
            closed.testWorkspace.drop("one.json", TestWorkspace.event("one", "succeeded", "one.png"));
            other.open(closed.uri("/").toString());
            other.until("document.querySelector('#login').open");
            other.type("wrong");
            other.press("Enter");
            other.until("document.querySelector('#login-problem').textContent !== ''");
            other.type(token);
            other.press("Enter");
            other.until("!document.querySelector('#login').open");
            other.until("document.querySelector('#live').dataset.state === 'on'");
            other.until("document.querySelector('.card img.here') !== null || (document.querySelector('#pill').click(),"
                    + " false)");
            other.press("a");
            other.until("document.querySelector('.card').dataset.status === 'approved'");
        }
    }
}
