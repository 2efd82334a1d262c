package io.runfolio.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.TestWorkspace;
import io.runfolio.api.LiveApi;
import io.runfolio.api.Scope;
import io.runfolio.api.security.TokenFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms and pages of workflow runs in a real Chromium. A stub puts each run into its state. */
class GalleryWorkflowIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SCREENSHOTS = Path.of("target", "gallery");
    private static final String RUN = "run-0123456789abcdef";
    private static final String HOSTILE = "<img src=x onerror=\"document.title='broken'\"><b>bold</b>";

    private static final String TOO_WIDE =
            """
            [...document.querySelectorAll('#start *, #workflow *, #progress *, .top *')]
              .filter(one => one.offsetParent && one.getBoundingClientRect().right > innerWidth + 1)
              .map(one => one.outerHTML.slice(0, 120))""";

    private static final String UNREACHABLE =
            """
            [...(document.querySelector('dialog[open]') ?? document)
                .querySelectorAll('button, select, textarea, input, summary')]
              .filter(one => one.offsetParent && !one.disabled)
              .filter(one => {
                one.scrollIntoView({block: 'center'});
                const r = one.getBoundingClientRect();
                const hit = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
                return !(one === hit || one.contains(hit)); })
              .map(one => one.outerHTML.slice(0, 90))""";

    @TempDir
    static Path folder;

    private static LiveApi api;
    private static WorkflowStub stub;
    private static Browser browser;
    private static String sender;
    private static String reader;
    private static List<String> pictures;
    private static String report;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.startOrSkip();
        Path tokens = folder.resolve("keys").resolve("tokens.json");
        sender = new TokenFile(tokens).create("ada", EnumSet.of(Scope.READ, Scope.SUBMIT, Scope.REVIEW));
        reader = new TokenFile(tokens).create("bob", EnumSet.of(Scope.READ));
        api = new LiveApi(folder.resolve("worker"), "runfolio.http.tokens-file", tokens.toString());
        for (String name : List.of("bloom_a.png", "misty_ridges.png", "night_skyline.png")) {
            Files.copy(Path.of("samples", "media", name), api.testWorkspace.media.resolve(name));
        }
        String event = TestWorkspace.event("pictures", "succeeded", "bloom_a.png", "misty_ridges.png")
                .replace("\"a disc\"", "\"a red fox among paper flowers\"")
                .replaceFirst("\\{", "{\"options\":{\"seed\":4711,\"guidance\":7.5,\"sampler\":\"euler\"},");
        bundle("pictures", event, 1);
        bundle("rejected", TestWorkspace.event("rejected", "succeeded", "night_skyline.png"), 2);
        bundle(
                "report",
                """
                {"status": "succeeded", "model_key": "writer", "idempotency_key": "report", "outputs": [],
                 "artifact": {"artifact_class": "research", "artifact_type": "research-report",
                   "content": {"type": "research-report", "title": "Why the sea rises twice a day",
                     "summary": "Two bulges of water.", "sections": [{"heading": "Moon", "body": "It pulls."}],
                     "sources": []}}}
                """,
                3);
        pictures = ids("/v1/artifacts?class=visual&q=fox");
        report = ids("/v1/artifacts?class=research").get(0);
        String rejected = ids("/v1/artifacts?class=visual").stream()
                .filter(id -> !pictures.contains(id))
                .findFirst()
                .orElseThrow();
        api.post(
                "/v1/artifacts/" + rejected + "/decision",
                "{\"decision\":\"reject\"}",
                "Authorization",
                "Bearer " + sender);
        stub = new WorkflowStub(api.uri(""));
        stub.templates =
                (ArrayNode) JSON.readTree(Files.readString(Path.of("src/test/resources/gallery/templates.json")));
    }

    @AfterAll
    static void stop() throws Exception {
        Browser.close(browser, api);
        if (stub != null) {
            stub.close();
        }
    }

    @BeforeEach
    void forget() {
        browser.size(1280, 900);
        browser.dark(false);
        stub.runs.clear();
        stub.received.clear();
        stub.hasEvents = true;
        stub.onStart = body -> new WorkflowStub.Answer(201, "{\"id\":\"" + RUN + "\"}");
        stub.onAction = body -> new WorkflowStub.Answer(200, "{}");
        browser.forget();
        browser.open(stub.uri("/gallery/icon.svg").toString());
        browser.eval("sessionStorage.setItem('runfolio.token', '" + sender + "')");
    }

    private static void bundle(String key, String event, int runs) {
        api.testWorkspace.drop(key + ".json", event);
        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(30))
                .until(() -> ids("/v1/runs?limit=500").size() == runs);
    }

    private static List<String> ids(String path) {
        List<String> ids = new ArrayList<>();
        LiveApi.json(api.get(path, "Authorization", "Bearer " + sender))
                .get("items")
                .forEach(item -> ids.add(item.get("id").asText()));
        return ids;
    }

    private static void open(String query) {
        browser.open(stub.uri("/" + query).toString());
        browser.until("document.querySelector('#live').dataset.state === 'on'");
    }

    private static void openForm(String query) {
        open(query);
        browser.until("document.querySelector('#start-form') !== null");
    }

    private static String text(String selector) {
        return browser.eval("document.querySelector(" + quoted(selector) + ").innerText")
                .asText();
    }

    private static String value(String id) {
        return browser.eval("document.querySelector('#field-" + id + "').value").asText();
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "\\'") + "'";
    }

    private static void enter(String id, String text) {
        browser.eval(
                "(() => { const one = document.querySelector('#field-" + id + "'); one.focus(); one.select(); })()");
        browser.type(text);
    }

    private static void bothThemes(String page) {
        browser.size(1280, 900);
        browser.dark(false);
        assertThat(AxeCore.wrong(browser)).as(page).isEmpty();
        browser.dark(true);
        assertThat(AxeCore.wrongColours(browser)).as(page + ", dark").isEmpty();
    }

    private static ObjectNode run(String file) throws Exception {
        String json = Files.readString(Path.of("src/test/resources/gallery", file))
                .replace("PICTURE_1", pictures.get(0))
                .replace("PICTURE_2", pictures.get(1))
                .replace("REPORT", report);
        ObjectNode run = (ObjectNode) JSON.readTree(json);
        stub.runs.put(run.get("id").asText(), run);
        return run;
    }

    private static void screenshots(String name) {
        for (int width : List.of(1280, 390)) {
            browser.size(width, width == 390 ? 844 : 900);
            browser.dark(false);
            browser.screenshot(SCREENSHOTS.resolve(name + "-" + width + ".png"));
            browser.dark(true);
            browser.screenshot(SCREENSHOTS.resolve(name + "-" + width + "-dark.png"));
        }
        browser.dark(false);
    }

    @Test
    void a_template_is_chosen_and_its_form_filled_in_by_keys() {
        open("");
        browser.until("!document.querySelector('#start-open').hidden");
        browser.eval("document.querySelector('#start-open').focus()");
        browser.press("Enter");
        browser.until("document.querySelector('.templates') !== null");
        assertThat(text(".templates"))
                .contains("Clip art", "deprecated: use clip-art")
                .doesNotContain("2025.01.01");
        screenshots("templates");
        bothThemes("templates");
        browser.eval("document.querySelector('[data-id=every-field]').focus()");
        browser.press("Enter");
        browser.until("document.querySelector('#start-form') !== null");
        assertThat(browser.eval("document.activeElement.id").asText()).isEqualTo("field-prompt");
        assertThat(value("width")).isEqualTo("1024");
        assertThat(browser.eval("document.querySelector('#field-transparent').checked")
                        .asBoolean())
                .isTrue();
        assertThat(value("style")).isEqualTo("flat");
        browser.type("a lighthouse\u00e9");
        enter("keywords", "[\"a\", ");
        browser.until("document.querySelector('[data-field=keywords] .problem').innerText.includes('not valid JSON')");
        screenshots("form");
        bothThemes("form");
        enter("keywords", "[\"a\", \"b\"]");
        browser.until("document.querySelector('[data-field=keywords] .problem').innerText === ''");
        enter("extra", "[1]");
        browser.until("document.querySelector('[data-field=extra] .problem').innerText.includes('must be an object')");
        enter("extra", "{\"a\": 1}");
        browser.eval("document.querySelector('#start-send').focus()");
        browser.press("Enter");
        browser.until("new URLSearchParams(location.search).get('run') === '" + RUN + "'");
        JsonNode sent = stub.received.get(0);
        assertThat(sent.get("templateId").asText()).isEqualTo("every-field");
        assertThat(sent.get("intake").toString())
                .isEqualTo("{\"prompt\":\"a lighthouse\u00e9\",\"style\":\"flat\",\"transparent\":true,\"width\":1024,"
                        + "\"keywords\":[\"a\",\"b\"],\"extra\":{\"a\":1}}");
    }

    @Test
    void problems_are_shown_at_their_fields() {
        stub.onStart = body -> new WorkflowStub.Answer(
                422,
                "{\"detail\":{\"error\":\"intake_invalid\",\"fields\":[\"intake.width must be at most 512\","
                        + "\"intake.width must be even\",\"steps.draw: no endpoint serves kind image\"]}}");
        openForm("?new=every-field");
        browser.eval("document.querySelector('#start-send').click()");
        browser.until("document.querySelector('[data-field=prompt] .problem').innerText === 'Enter a value.'");
        assertThat(browser.eval("document.activeElement.id").asText()).isEqualTo("field-prompt");
        assertThat(stub.received).isEmpty();
        browser.type("x");
        browser.eval("document.querySelector('#start-send').click()");
        browser.until("document.querySelector('#start-problem').innerText.includes('no endpoint serves')");
        assertThat(text("[data-field=width] .problem")).isEqualTo("Width must be at most 512; Width must be even");
        assertThat(browser.eval("document.activeElement.id").asText()).isEqualTo("field-width");
        assertThat(browser.eval("document.querySelector('#field-width').ariaInvalid")
                        .asText())
                .isEqualTo("true");
        screenshots("form-problems");
        bothThemes("form with problems");

        stub.onStart = body -> new WorkflowStub.Answer(
                402,
                "{\"detail\":{\"error\":\"over_budget\",\"fields\":[\"The estimate of $0.40 exceeds the budget of "
                        + "$0.10\"]}}");
        browser.eval("document.querySelector('#start-send').click()");
        browser.until("document.querySelector('#start-problem').innerText.includes('exceeds the budget of $0.10')");
        assertThat(text("#start-problem")).startsWith("This run would exceed its budget.");
    }

    @Test
    void an_artifact_is_picked_by_class_and_type_and_rejected_ones_are_not_offered() {
        openForm("?new=every-field");
        browser.eval("document.querySelector('#field-picture').focus()");
        browser.press("Enter");
        browser.until("document.querySelectorAll('#picker .pick').length === 2");
        browser.until("[...document.querySelectorAll('#picker img')].every(each => each.complete)");
        screenshots("picker");
        bothThemes("picker");
        browser.type("nothing like this");
        browser.until("document.querySelectorAll('#picker .pick').length === 0");
        assertThat(text("#picker")).contains("No artifacts match");
        browser.press("Escape");
        browser.until("document.querySelector('#picker-search').value === ''");
        browser.press("Escape");
        browser.until("!document.querySelector('#picker').open");
        assertThat(browser.eval("document.querySelector('#start').open").asBoolean())
                .isTrue();
        assertThat(browser.eval("document.activeElement.id").asText()).isEqualTo("field-picture");

        browser.eval("document.querySelector('#field-sourceReport').click()");
        browser.until("document.querySelectorAll('#picker .pick').length === 1");
        assertThat(text("#picker")).contains("Why the sea rises twice a day");
        browser.eval("document.querySelector('#picker .pick').focus()");
        browser.press("Enter");
        browser.until("!document.querySelector('#picker').open");
        assertThat(text("[data-field=sourceReport]")).contains("Why the sea rises", report);
        enter("prompt", "with a report");
        browser.eval("document.querySelector('#start-send').click()");
        browser.until("location.search.includes('" + RUN + "')");
        assertThat(stub.received.get(0).at("/intake/sourceReport").asText()).isEqualTo(report);
    }

    @Test
    void a_run_is_followed_while_its_steps_proceed() throws Exception {
        ObjectNode run = run("run-running.json");
        open("?run=" + RUN);
        browser.until("document.querySelectorAll('.run-steps > li').length === 5");
        assertThat(text("#workflow")).contains("Clip art", "Remove the background", "skipped", "3 of 5 steps", HOSTILE);
        assertThat(browser.eval("document.title").asText()).isEqualTo("Runfolio");
        screenshots("run-running");
        bothThemes("running");
        org.awaitility.Awaitility.await().until(() -> stub.openStreams() > 0);
        ((ObjectNode) run.at("/steps/3")).put("state", "completed").put("durationMs", 1500);
        run.put("state", "completed");
        stub.event("step.completed");
        browser.until("document.querySelector('.run-head').innerText.includes('completed')");
        assertThat(browser.eval("document.querySelector('#workflow [role=status]').textContent")
                        .asText())
                .contains("Convert completed.", "Run completed.");
        assertThat(browser.eval("document.querySelector('#run-cancel')").isNull())
                .isTrue();
    }

    @Test
    void without_an_event_stream_the_run_is_asked_for_again() throws Exception {
        stub.hasEvents = false;
        ObjectNode run = run("run-running.json");
        open("?run=" + RUN);
        browser.until("document.querySelectorAll('.run-steps > li').length === 5");
        run.put("state", "failed");
        run.putObject("error")
                .put("code", "endpoint_failed")
                .put("message", HOSTILE)
                .put("step", "convert");
        browser.until("document.querySelector('#run-retry') !== null");
        assertThat(text(".trouble")).contains("Step convert failed.", HOSTILE);
        screenshots("run-failed");
        bothThemes("failed");
        browser.eval("document.querySelector('#run-retry').click()");
        browser.until("document.querySelector('.toast') !== null");
        assertThat(stub.received.get(0).get("path").asText()).isEqualTo("/v1/runs/" + RUN + "/retry");
    }

    @Test
    void a_run_is_cancelled_after_a_second_click() throws Exception {
        run("run-running.json");
        open("?run=" + RUN);
        browser.until("document.querySelector('#run-cancel') !== null");
        browser.eval("document.querySelector('#run-cancel').focus()");
        browser.press("Enter");
        browser.until("document.querySelector('#run-cancel').innerText === 'Cancel it now'");
        assertThat(stub.received).isEmpty();
        assertThat(browser.eval("document.activeElement.id").asText()).isEqualTo("run-cancel");
        browser.press("Enter");
        browser.until("document.querySelector('.toast') !== null");
        assertThat(stub.received.get(0).get("path").asText()).isEqualTo("/v1/runs/" + RUN + "/cancel");
    }

    @Test
    void a_gate_waits_with_its_artifact_and_changes_of_the_inputs_are_sent_as_a_patch() throws Exception {
        run("run-review.json");
        open("?run=" + RUN);
        browser.until("document.querySelector('.gate img') !== null && document.querySelector('.gate img').complete");
        screenshots("run-review");
        bothThemes("review");
        browser.eval("[...document.querySelectorAll('.gate button')].find(each => each.innerText.startsWith('Request'))"
                + ".click()");
        browser.until("!document.querySelector('.changes').hidden");
        assertThat(value("prompt")).isEqualTo("a red fox");
        enter("prompt", "a blue fox");
        screenshots("run-changes");
        bothThemes("changes");
        browser.eval("document.querySelector('.changes .primary').click()");
        browser.until("document.querySelector('.toast') !== null");
        JsonNode history = LiveApi.json(
                api.get("/v1/artifacts/" + pictures.get(0) + "/history", "Authorization", "Bearer " + sender));
        assertThat(history.toString()).contains("request_changes", "a blue fox");
        api.post(
                "/v1/artifacts/" + pictures.get(0) + "/decision",
                "{\"decision\":\"reopen\"}",
                "Authorization",
                "Bearer " + sender);
    }

    @Test
    void workflow_runs_are_listed_by_what_they_wait_for() throws Exception {
        run("run-running.json");
        ObjectNode waiting = run("run-review.json");
        waiting.put("id", "run-00000000000000aa");
        stub.runs.put("run-00000000000000aa", waiting);
        run("run-running.json");
        open("?view=progress");
        browser.until("document.querySelectorAll('.run-row').length === 2");
        assertThat(text("#progress")).contains("Waiting for a decision (1)", "In progress (1)");
        screenshots("progress");
        bothThemes("progress");
        browser.eval("document.querySelector('[data-id=\"" + RUN + "\"]').focus()");
        browser.press("Enter");
        browser.until("document.querySelector('.run-steps') !== null");
        browser.press("Escape");
        browser.until("!document.querySelector('#workflow').open");
        assertThat(browser.eval("document.activeElement.dataset.id").asText()).isEqualTo(RUN);
    }

    @Test
    void settings_of_a_plain_artifact_fill_the_fields_of_the_same_names() {
        open("?artifact=" + pictures.get(0));
        browser.until("document.querySelector('.reuse')?.hidden === false");
        browser.screenshot(SCREENSHOTS.resolve("reuse-1280.png"));
        browser.eval("document.querySelector('.reuse').click()");
        browser.until("document.querySelector('.templates') !== null");
        assertThat(text("#start")).contains("With the settings of “a red fox among paper flowers”");
        browser.eval("document.querySelector('[data-id=every-field]').click()");
        browser.until("document.querySelector('#start-form') !== null");
        assertThat(value("prompt")).isEqualTo("a red fox among paper flowers");
        assertThat(value("seed")).isEqualTo("4711");
        assertThat(text("#start")).contains("Without a field here:", "Sampler");
    }

    @Test
    void settings_of_a_workflow_run_fill_its_template() throws Exception {
        run("run-review.json");
        open("?run=" + RUN);
        browser.until("document.querySelector('#run-reuse') !== null");
        browser.eval("document.querySelector('#run-reuse').click()");
        browser.until("document.querySelector('#start-form') !== null");
        assertThat(value("prompt")).isEqualTo("a red fox");
        assertThat(browser.eval("new URLSearchParams(location.search).get('new')")
                        .asText())
                .isEqualTo("clip-art");
    }

    @Test
    void settings_fit_fields_by_name_and_type() {
        open("");
        String match =
                """
                import('/gallery/reuse.js').then(({match}) => JSON.stringify(match([
                  {name: 'positivePrompt', type: 'string'}, {name: 'Seed', type: 'integer'},
                  {name: 'cfg_scale', type: 'number'}, {name: 'style', type: 'enum', options: ['ink']},
                  {name: 'count', type: 'integer'}, {name: 'report', type: 'artifactReference'},
                  {name: 'runtime', type: 'object', default: {width: 8, tiled: false}},
                  {name: 'options', type: 'object'}],
                  {prompt: 'a fox', seed: '7', guidance: 2.5, style: 'oil', count: 1.5, report: 'no id', width: 640,
                   sampler: 'euler', options: {sampler: 'euler'}})))""";
        assertThat(browser.eval(match).asText())
                .isEqualTo("{\"matched\":{\"positivePrompt\":\"a fox\",\"Seed\":7,\"cfg_scale\":2.5,"
                        + "\"runtime\":{\"width\":640,\"tiled\":false},\"options\":{\"sampler\":\"euler\"}},"
                        + "\"unused\":[\"style\",\"count\",\"report\"]}");
    }

    @Test
    void a_merge_patch_has_the_changes_alone() {
        open("");
        String patch =
                """
                import('/gallery/intake.js').then(({mergePatch}) => JSON.stringify(mergePatch(
                  {same: 1, gone: 'x', list: [1], deep: {a: 1, b: 2}},
                  {same: 1, list: [1, 2], deep: {a: 1, b: 3}, added: false})))""";
        assertThat(browser.eval(patch).asText())
                .isEqualTo("{\"gone\":null,\"list\":[1,2],\"deep\":{\"b\":3},\"added\":false}");
    }

    @Test
    void without_the_scope_nothing_can_be_started() {
        browser.eval("sessionStorage.setItem('runfolio.token', '" + reader + "')");
        open("?artifact=" + pictures.get(0));
        browser.until("document.querySelector('.decision') !== null");
        browser.until("!document.querySelector('#view-progress').hidden");
        assertThat(browser.eval("document.querySelector('#start-open').hidden").asBoolean())
                .isTrue();
        assertThat(browser.eval("document.querySelector('.reuse').hidden").asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?new=*", "?new=every-field", "?run=" + RUN, "?view=progress"})
    void tab_reaches_every_control_with_a_visible_focus(String query) throws Exception {
        run("run-review.json");
        open(query);
        browser.until("document.querySelector('.templates, #start-form, .gate img, .run-row') !== null");
        browser.until("!document.querySelector('#add-open').hidden");
        TabOrder.check(browser);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?new=every-field", "?run=" + RUN, "?view=progress"})
    void nothing_is_wider_than_a_phone_and_every_control_can_be_reached(String query) throws Exception {
        run("run-review.json");
        browser.size(390, 844);
        open(query);
        browser.until("document.querySelector('#start-form, .gate img, .run-row') !== null");
        assertThat(browser.eval(TOO_WIDE).toString()).isEqualTo("[]");
        assertThat(browser.eval(UNREACHABLE).toString()).isEqualTo("[]");
    }
}
