package io.runfolio.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import io.runfolio.api.LiveApi;
import io.runfolio.api.Scope;
import io.runfolio.api.security.TokenFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Accessibility of the gallery: axe-core on every page in both themes, and keyboard use. */
class GalleryAccessibilityIT {
    private static final Path SAMPLES = Path.of("samples", "media");
    private static final String READY =
            "!document.querySelector('.waiting') && document.querySelector('#live').dataset.state === 'on'"
                    + " && [...document.images].every(i => i.complete || i.loading === 'lazy')";

    @TempDir
    static Path folder;

    private static LiveApi api;
    private static Browser browser;
    private static List<String> pictures;
    private static String clip;
    private static String failed;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.startOrSkip();
        api = new LiveApi(folder.resolve("worker"));
        List<String> names = List.of("bloom_a.png", "bloom_b.png", "misty_ridges.png", "night_skyline.png");
        for (String name : names) {
            Files.copy(SAMPLES.resolve(name), api.testWorkspace.media.resolve(name));
        }
        Files.copy(SAMPLES.resolve("harbour.mp4"), api.testWorkspace.media.resolve("harbour.mp4"));
        api.bundle("four", TestWorkspace.event("four", "succeeded", names.toArray(String[]::new)), 1);
        api.bundle("clip", TestWorkspace.event("clip", "succeeded", "harbour.mp4"), 2);
        String failure =
                TestWorkspace.event("failed", "failed").replaceFirst("\\{", "{\"errors\":[\"out of memory\"],");
        api.bundle("failed", failure, 3);
        pictures = ids("/v1/artifacts?mediaKind=image");
        clip = ids("/v1/artifacts?mediaKind=video").get(0);
        failed = ids("/v1/runs?runStatus=failed").get(0);
    }

    @AfterAll
    static void stop() throws Exception {
        Browser.close(browser, api);
    }

    @BeforeEach
    void light() {
        browser.size(1440, 900);
        browser.dark(false);
    }

    private static List<String> ids(String path) {
        List<String> ids = new ArrayList<>();
        api.json(path).get("items").forEach(item -> ids.add(item.get("id").asText()));
        return ids;
    }

    private static void open(String query) {
        browser.open(api.uri("/" + query).toString());
        browser.until("document.querySelector('#count')?.textContent.match(/^\\d/) !== null");
        browser.until("document.querySelector('[data-filter=mediaKind]') !== null");
        browser.until(READY);
        TabOrder.define(browser);
    }

    private static void openDialog(String query) {
        open(query);
        browser.until("document.querySelector('dialog[open] h2') !== null && " + READY);
    }

    private static String focused() {
        return browser.eval("window.nameOf(document.activeElement)").asText();
    }

    private static void bothThemes(String page) {
        browser.dark(false);
        assertThat(AxeCore.wrong(browser)).as(page).isEmpty();
        browser.dark(true);
        assertThat(AxeCore.wrongColours(browser)).as(page + ", dark").isEmpty();
    }

    @Test
    void axe_finds_known_violations() {
        open("");
        browser.eval("document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button>"
                + "<img src=\"/gallery/icon.svg\">')");
        browser.eval("document.querySelector('#count').style.color = 'rgb(240, 240, 240)'");
        assertThat(AxeCore.wrong(browser).toString()).contains("button-name", "image-alt", "color-contrast");
        assertThat(AxeCore.wrongColours(browser)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "grid, ''",
        "runs, ?view=runs",
        "nothing found, ?q=nowhere",
        "filters in use, ?mediaKind=image&status=review"
    })
    void lists_have_no_axe_violations(String page, String query) {
        open(query);
        bothThemes(page);
    }

    @Test
    void the_form_for_files_has_no_axe_violations() {
        open("");
        browser.until("!document.querySelector('#add-open').hidden");
        browser.click("#add-open");
        browser.choose(
                "#add-files",
                List.of(
                        SAMPLES.resolve("bloom_a.png").toAbsolutePath(),
                        Path.of("pom.xml").toAbsolutePath()));
        browser.until("document.querySelectorAll('.added li.wrong').length === 1");
        bothThemes("files to add");
    }

    @Test
    void selection_messages_and_filters_on_a_phone_have_no_axe_violations() {
        open("?mediaKind=image");
        browser.press("x");
        browser.press("v");
        browser.until("document.querySelector('.toast') !== null && !document.querySelector('#selection').hidden");
        bothThemes("selection");
        browser.size(640, 900);
        browser.eval("document.querySelector('#filters-toggle').click()");
        open("");
        browser.eval("document.querySelector('#filters-toggle').click()");
        browser.until("document.querySelector('#filters-toggle').ariaExpanded === 'true'");
        bothThemes("filters on a small screen");
    }

    @Test
    void details_comparisons_and_help_have_no_axe_violations() {
        openDialog("?artifact=" + pictures.get(0));
        browser.eval("document.querySelectorAll('#detail details').forEach(each => each.open = true)");
        browser.until("[...document.querySelectorAll('#detail pre')].every(each => each.textContent !== '')");
        bothThemes("detail of a picture");
        openDialog("?artifact=" + clip);
        bothThemes("detail of a clip");
        openDialog("?view=runs&run=" + failed);
        bothThemes("detail of a failed run");
        openDialog("?compare=" + pictures.get(0) + "&compare=" + pictures.get(1));
        browser.press("s");
        browser.until("document.querySelector('#compare input[type=range]') !== null");
        bothThemes("comparison of two with a slider");
        openDialog("?compare=" + String.join("&compare=", pictures));
        bothThemes("comparison of four");
        open("");
        browser.press("?");
        browser.until("document.querySelector('#help').open");
        bothThemes("help");
    }

    @Test
    void the_login_has_no_axe_violations_and_explains_a_refused_token() throws Exception {
        Path tokens = folder.resolve("tokens.json");
        new TokenFile(tokens).create("ada", EnumSet.of(Scope.READ));
        try (LiveApi closed = new LiveApi(folder.resolve("closed"), "runfolio.http.tokens-file", tokens.toString())) {
            browser.open(closed.uri("/").toString());
            browser.until("document.querySelector('#login').open");
            bothThemes("login");
            browser.type("wrong");
            browser.press("Enter");
            browser.until("document.querySelector('#login-problem').textContent !== ''");
            bothThemes("login that was refused");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "grid, ''",
        "filters in use, ?mediaKind=image&status=review",
        "detail of a picture, ?artifact=",
        "detail of a failed run, ?view=runs&run=",
        "comparison, ?compare="
    })
    void tab_reaches_every_control_with_a_visible_focus(String page, String query) {
        Map<String, String> ids = Map.of(
                "?artifact=",
                pictures.get(0),
                "?view=runs&run=",
                failed,
                "?compare=",
                pictures.get(0) + "&compare=" + pictures.get(1));
        if (ids.containsKey(query)) {
            openDialog(query + ids.get(query));
        } else {
            open(query);
            browser.press("x");
        }
        TabOrder.check(browser);
    }

    @Test
    void closing_a_dialog_returns_the_focus() {
        open("");
        browser.press("Enter");
        browser.until("document.querySelector('#detail h2') !== null");
        browser.press("Escape");
        browser.until("!document.querySelector('#detail').open");
        assertThat(focused()).startsWith("DIV#grid");

        browser.eval("document.querySelector('#help-open').focus()");
        browser.press("Enter");
        browser.until("document.querySelector('#help').open");
        browser.press("Escape");
        browser.until("!document.querySelector('#help').open");
        assertThat(focused()).startsWith("BUTTON#help-open");

        openDialog("?artifact=" + pictures.get(0));
        focusOn("#detail", "Compare variants");
        browser.press("Enter");
        browser.until("document.querySelector('#compare h2') !== null");
        browser.press("Escape");
        browser.until("!document.querySelector('#compare').open");
        assertThat(focused()).contains("Compare variants");
        browser.press("Escape");
        browser.until("!document.querySelector('#detail').open");
        assertThat(focused()).startsWith("DIV#grid");
    }

    @Test
    void redrawing_keeps_the_focus_on_the_pressed_control() {
        openDialog("?artifact=" + pictures.get(0));
        focusOn("#detail", "Next");
        browser.press("Enter");
        browser.until("!location.search.includes('" + pictures.get(0) + "') && " + READY);
        // the artifact before is shown, with the same buttons, until the next one is loaded
        browser.until("document.querySelector('#detail .view img')?.src"
                + ".includes(new URLSearchParams(location.search).get('artifact'))");
        browser.until("document.activeElement.ariaLabel === 'Next'");
        focusOn("#detail .buttons", "Approve");
        browser.press("Enter");
        browser.until("document.querySelector('#detail .status.approved') !== null");
        browser.until("document.activeElement.closest('#detail .decision') !== null");
        focusOn("#detail .buttons", "Reopen");
        browser.press("Enter");
        browser.until("document.querySelector('#detail .status.review') !== null");

        openDialog("?compare=" + pictures.get(0) + "&compare=" + pictures.get(1));
        focusOn("#compare", "Originals");
        browser.press("Enter");
        browser.until("document.querySelector('#compare [aria-pressed=true]') !== null");
        assertThat(focused()).contains("Originals");
        focusOn("#compare", "Prefer A");
        browser.press("Enter");
        browser.until("document.querySelector('#compare .pane-bar [aria-pressed=true]') !== null");
        assertThat(focused()).contains("Prefer A");
        browser.press("Enter");
        browser.until("document.querySelector('#compare .pane-bar [aria-pressed=true]') === null");

        open("?mediaKind=image&status=review");
        focusOn("#chips", "Remove filter Media type: image");
        browser.press("Enter");
        browser.until("!location.search.includes('mediaKind')");
        assertThat(focused()).contains("Remove filter Review");
        browser.press("Enter");
        browser.until("location.search === ''");
        assertThat(focused()).startsWith("DIV#grid");
    }

    @Test
    void single_character_shortcuts_can_be_turned_off() {
        open("?mediaKind=image");
        browser.press("?");
        browser.until("document.querySelector('#help').open");
        browser.eval("document.querySelector('#letters').focus()");
        browser.press(" ");
        browser.press("Escape");
        browser.until("!document.querySelector('#help').open");
        browser.eval("document.querySelector('#grid').focus()");
        browser.press("x");
        browser.press("?");
        assertThat(browser.eval("document.querySelector('#help').open || !document.querySelector('#selection').hidden")
                        .asBoolean())
                .isFalse();

        browser.press(" ");
        browser.until("document.querySelectorAll('.card.selected').length === 1");
        focusOn("#selection", "Clear (Esc)");
        browser.press("Enter");
        browser.until("document.querySelector('#selection').hidden");
        assertThat(focused()).startsWith("DIV#grid");
        browser.press("Enter");
        browser.until("document.querySelector('#detail .tools') !== null && " + READY);
        focusOn("#detail", "Zoom in");
        browser.press("Enter");
        browser.until("document.querySelector('#detail .view img').style.transform.includes('scale(1.25)')");
        browser.press("Escape");
        browser.until("!document.querySelector('#detail').open");

        browser.eval("document.querySelector('#help-open').click()");
        browser.eval("document.querySelector('#letters').click()");
        browser.press("Escape");
        browser.eval("document.querySelector('#grid').focus()");
        browser.press("x");
        browser.until("document.querySelectorAll('.card.selected').length === 1");
    }

    /** Focuses the control of this name. */
    private static void focusOn(String room, String name) {
        JsonNode found = browser.eval("(() => { const one = [...document.querySelectorAll('" + room
                + " button')].find(each => (each.ariaLabel ?? each.firstChild?.textContent) === '" + name
                + "'); one?.focus(); return one === document.activeElement; })()");
        assertThat(found.asBoolean()).as(name + " takes the focus").isTrue();
    }
}
