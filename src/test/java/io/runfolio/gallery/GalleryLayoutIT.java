package io.runfolio.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import io.runfolio.api.LiveApi;
import io.runfolio.api.Scope;
import io.runfolio.api.security.TokenFile;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layout of the gallery at phone and desktop sizes in a real browser. */
class GalleryLayoutIT {
    private static final Path SCREENSHOTS = Path.of("target", "gallery");
    /** Controls that cannot be clicked in their center, or are outside of the window. */
    private static final String UNREACHABLE =
            """
            [...document.querySelectorAll('%s')].filter(b => b.offsetParent !== null).filter(b => {
              const r = b.getBoundingClientRect();
              const x = r.left + r.width / 2, y = r.top + r.height / 2;
              const hit = document.elementFromPoint(x, y);
              return r.left < 0 || r.right > innerWidth || !hit || !(b === hit || b.contains(hit));
            }).map(b => b.textContent + ' ' + (b.ariaLabel ?? ''))""";

    @TempDir
    static Path folder;

    private static LiveApi api;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.startOrSkip();
        api = new LiveApi(folder.resolve("worker"));
        int runs = 6;
        for (int i = 0; i < runs; i++) {
            api.testWorkspace.writePicture("p" + i + ".png", 2000, 1500, i);
            String event = TestWorkspace.event("k" + i, "succeeded", "p" + i + ".png")
                    .replace("2026-03-26", "2026-03-2" + i)
                    .replaceFirst("\\{", "{\"options\":{\"seed\":" + (100 + i) + "},");
            api.bundle("k" + i, event, i + 1);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        Browser.close(browser, api);
    }

    @BeforeEach
    void forget() {
        browser.size(1280, 800);
        browser.forget();
    }

    private static void open(String query) {
        browser.open(api.uri("/" + query).toString());
        browser.until("document.querySelector('.card[data-id]') !== null");
    }

    private static JsonNode unreachable(String selector) {
        return browser.eval(UNREACHABLE.formatted(selector));
    }

    private static String ids(int count) {
        JsonNode items = api.json("/v1/artifacts").get("items");
        StringBuilder query = new StringBuilder("?");
        IntStream.range(0, count)
                .forEach(i -> query.append("compare=" + items.get(i).get("id").asText() + "&"));
        return query.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void every_button_of_a_comparison_is_reached_on_a_phone(int count) {
        browser.size(390, 844);
        open(ids(count));
        browser.until("document.querySelectorAll('#compare .pane-view img').length === " + count);
        browser.screenshot(SCREENSHOTS.resolve("phone-compare-" + count + ".png"));
        assertThat(unreachable("#compare .pane-bar button, #compare .tools button, #compare .close"))
                .isEmpty();
        browser.eval("document.querySelector('#compare .pane-bar button[title=Prefer]').click()");
        browser.until("document.querySelector('.toast') !== null");
        assertThat(unreachable("#compare .pane-bar button, .toast button")).isEmpty();
        browser.screenshot(SCREENSHOTS.resolve("phone-compare-toast-" + count + ".png"));
    }

    @ParameterizedTest
    @ValueSource(ints = {390, 1280})
    void messages_cover_no_controls(int width) {
        browser.size(width, 844);
        open("");
        browser.eval("document.querySelector('#grid').focus()");
        browser.press("x");
        browser.press("ArrowRight");
        browser.press("x");
        browser.until("document.querySelectorAll('#selection button').length > 3");
        browser.press("p");
        browser.until("document.querySelector('.toast') !== null");
        browser.eval("document.querySelector('#pill').textContent = '3 new arrivals — show';"
                + "document.querySelector('#pill').hidden = false");
        browser.screenshot(SCREENSHOTS.resolve("messages-" + width + ".png"));
        assertThat(unreachable("#selection button, #selection a, .toast button, #pill, .chip"))
                .isEmpty();
        String overlaps =
                """
                [...document.querySelectorAll('#pill, .toast, #selection')].filter(m => {
                  const a = m.getBoundingClientRect(), g = document.querySelector('#grid').getBoundingClientRect();
                  return a.top < g.bottom - 1 && a.bottom > g.top + 1 && a.left < g.right && a.right > g.left;
                }).map(m => m.id || m.className)""";
        assertThat(browser.eval(overlaps)).isEmpty();
    }

    @Test
    void a_hundred_percent_is_one_image_pixel_per_css_pixel() {
        open(ids(2));
        browser.until("[...document.querySelectorAll('#compare img')].every(i => i.complete && i.naturalWidth > 0) && "
                + "document.querySelectorAll('#compare img').length === 2");
        assertThat(browser.eval("document.querySelector('#compare output').textContent")
                        .asText())
                .isEqualTo("Fit");
        browser.press("1");
        browser.until("document.querySelector('#compare output').textContent === '100 %'");
        String shown =
                """
                (() => { const i = document.querySelector('#compare img');
                  const fit = Math.min(i.clientWidth / i.naturalWidth, i.clientHeight / i.naturalHeight);
                  return fit * i.getBoundingClientRect().width / i.clientWidth; })()""";
        assertThat(browser.eval(shown).asDouble()).isBetween(0.995, 1.005);
        browser.press("0");
        browser.until("document.querySelector('#compare output').textContent === 'Fit'");
    }

    @Test
    void shift_click_selects_a_range() {
        open("");
        browser.until("document.querySelectorAll('.card[data-id]').length === 6");
        browser.eval("document.querySelectorAll('.card')[1].querySelector('.tick').click()");
        browser.eval("document.querySelectorAll('.card')[4].dispatchEvent(new MouseEvent('click', "
                + "{bubbles: true, shiftKey: true}))");
        browser.until("document.querySelectorAll('.card.selected').length === 4");
        assertThat(browser.eval("document.querySelector('#selection strong').textContent")
                        .asText())
                .isEqualTo("4 artifacts selected");
    }

    @Test
    void a_seed_in_the_url_filters_and_unknown_names_are_listed() {
        open("?seed=103");
        browser.until("document.querySelectorAll('.card[data-id]:not([hidden])').length === 1");
        assertThat(browser.eval("document.querySelector('#chips').textContent").asText())
                .contains("seed: 103");
        assertThat(browser.eval("document.querySelector('#notice').hidden").asBoolean())
                .isTrue();
        open("?sead=103&colour=red");
        browser.until("!document.querySelector('#notice').hidden");
        assertThat(browser.eval("document.querySelector('#notice').textContent").asText())
                .contains("sead", "colour");
        browser.screenshot(SCREENSHOTS.resolve("unknown-filter.png"));
        assertThat(browser.eval("document.querySelector('#grid').clientHeight").asInt())
                .as("the list is still in sight")
                .isGreaterThan(500);
        browser.eval("document.querySelector('#notice button').click()");
        browser.until("document.querySelector('#notice').hidden && !location.search.includes('sead')");
    }

    @Test
    void a_token_without_the_scope_gets_one_plain_message() throws Exception {
        Path tokens = folder.resolve("tokens").resolve("tokens.json");
        String token = new TokenFile(tokens).create("guest", EnumSet.of(Scope.READ));
        try (LiveApi closed = new LiveApi(folder.resolve("closed"), "runfolio.http.tokens-file", tokens.toString());
                Browser other = Browser.startOrSkip()) {
            closed.testWorkspace.writePicture("one.png", 64, 64, 1);
            closed.testWorkspace.drop("one.json", TestWorkspace.event("one", "succeeded", "one.png"));
            other.size(390, 844);
            other.open(closed.uri("/").toString());
            other.until("document.querySelector('#login').open");
            other.type(token);
            other.press("Enter");
            other.until("!document.querySelector('#login').open");
            other.until("document.querySelector('.card[data-id]') !== null || (document.querySelector('#pill').click(),"
                    + " false)");
            other.eval("document.querySelector('#grid').focus()");
            other.press("a");
            other.until("document.querySelector('.toast.problem') !== null");
            other.press("r");
            other.press("p");
            other.until("document.querySelector('.toast.problem span').textContent.startsWith('Your token does not "
                    + "allow')");
            assertThat(other.eval("document.querySelectorAll('.toast').length").asInt())
                    .isEqualTo(1);
            other.screenshot(SCREENSHOTS.resolve("refused-token.png"));
        }
    }
}
