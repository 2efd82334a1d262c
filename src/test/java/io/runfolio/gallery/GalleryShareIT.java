package io.runfolio.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.TestWorkspace;
import io.runfolio.api.LiveApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sharing from the gallery, and the pages of share links, with axe-core in both themes. */
class GalleryShareIT {
    private static final Path SAMPLES = Path.of("samples", "media");
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final String NO_OVERFLOW =
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth";

    @TempDir
    static Path folder;

    private static LiveApi api;
    private static Browser browser;
    private static List<String> ids;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.startOrSkip();
        api = new LiveApi(folder.resolve("worker"));
        List<String> names = List.of("bloom_a.png", "bloom_b.png", "misty_ridges.png", "harbour.mp4");
        for (String name : names) {
            Files.copy(SAMPLES.resolve(name), api.testWorkspace.media.resolve(name));
        }
        api.bundle("four", TestWorkspace.event("four", "succeeded", names.toArray(String[]::new)), 1);
        ids = new ArrayList<>();
        api.json("/v1/artifacts")
                .get("items")
                .forEach(item -> ids.add(item.get("id").asText()));
    }

    @AfterAll
    static void stop() throws Exception {
        Browser.close(browser, api);
    }

    @BeforeEach
    void light() {
        browser.size(1280, 900);
        browser.dark(false);
        browser.forget();
    }

    private static void openGallery(String query) {
        browser.open(api.uri("/" + query).toString());
        browser.until("document.querySelector('#count')?.textContent.match(/^\\d/) !== null");
        browser.until("document.body.classList.contains('may-share')");
    }

    private static void bothThemes(String page) {
        browser.dark(false);
        assertThat(AxeCore.wrong(browser)).as(page).isEmpty();
        browser.dark(true);
        assertThat(AxeCore.wrongColours(browser)).as(page + ", dark").isEmpty();
        browser.dark(false);
    }

    /** Checks a page at the widths of a desktop and a telephone, and saves what it looks like. */
    private static void bothWidths(String page) {
        for (int width : List.of(1280, 390)) {
            browser.size(width, width == 390 ? 844 : 900);
            browser.until(NO_OVERFLOW);
            bothThemes(page + " at " + width);
            browser.screenshot(SCREENSHOTS.resolve(page + "-" + width + ".png"));
        }
        browser.dark(true);
        browser.screenshot(SCREENSHOTS.resolve(page + "-dark.png"));
        browser.dark(false);
    }

    private static String share(List<String> artifacts, String more) {
        String body = "{\"artifactIds\":[\"" + String.join("\",\"", artifacts) + "\"]" + more + "}";
        return LiveApi.json(api.post("/v1/shares", body)).get("path").asText();
    }

    private static String createInDialog() {
        browser.until("document.querySelector('#share[open] .links h3') !== null");
        browser.click("#share form .primary");
        browser.until("document.querySelector('#share-link') !== null");
        assertThat(browser.eval("document.activeElement.id").asText()).isEqualTo("share-link");
        return browser.eval("document.querySelector('#share-link').value").asText();
    }

    @Test
    void an_artifact_is_shared_from_its_page_listed_and_revoked() {
        openGallery("?artifact=" + ids.get(0));
        browser.until("document.querySelector('#detail[open] .share-action') !== null");
        browser.click("#detail .share-action");
        browser.until("document.querySelector('#share[open] .links h3') !== null");
        assertThat(browser.eval("document.activeElement.id").asText()).isEqualTo("share-heading");
        bothWidths("share-dialog");
        browser.size(1280, 900);
        browser.type("For Ada");
        browser.click("#share-download");
        String link = createInDialog();
        assertThat(link).startsWith(api.uri("/s/").toString());
        browser.until("document.querySelector('#share .links').textContent.includes('For Ada')");
        bothThemes("share dialog with a link");
        browser.screenshot(SCREENSHOTS.resolve("share-dialog-created.png"));

        String path = link.substring(link.indexOf("/s/"));
        assertThat(api.get(path).statusCode()).isEqualTo(200);
        assertThat(api.get(path + "/files/1/original").statusCode()).isEqualTo(200);
        browser.click("#share [aria-label='Revoke For Ada']");
        browser.until("!document.querySelector('#share .links').textContent.includes('For Ada')");
        assertThat(api.get(path).statusCode()).isEqualTo(410);
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void a_selection_and_a_comparison_are_shared() {
        openGallery("");
        browser.eval("document.querySelector('#grid').focus()");
        browser.press("x");
        browser.press("ArrowRight");
        browser.press("x");
        browser.until("document.querySelector('#selection .share-action') !== null");
        browser.click("#selection .share-action");
        browser.until("document.querySelector('#share-title').textContent === 'Share 2 artifacts'");
        String set = createInDialog();
        assertThat(new String(api.get(set.substring(set.indexOf("/s/"))).body()))
                .contains("main class=\"set\"");

        openGallery("?compare=" + ids.get(0) + "&compare=" + ids.get(1));
        browser.until("document.querySelector('#compare[open] .share-action') !== null");
        browser.click("#compare .share-action");
        String comparison = createInDialog();
        assertThat(new String(
                        api.get(comparison.substring(comparison.indexOf("/s/"))).body()))
                .contains("main class=\"comparison\"");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void the_page_of_a_set_loads_its_own_files_only() {
        String path = share(
                ids, ",\"title\":\"Spring collection\",\"facts\":[\"size\",\"created\",\"prompt\"],\"download\":true");
        browser.open(api.uri(path).toString());
        bothWidths("share-set");
        assertThat(browser.errors()).isEmpty();
        assertThat(browser.requests())
                .isNotEmpty()
                .allMatch(url ->
                        url.startsWith("data:") || url.startsWith(api.uri(path).toString()));
        assertThat(browser.eval("[...document.images].every(i => i.naturalWidth > 0)")
                        .asBoolean())
                .isTrue();
        assertThat(browser.eval("document.querySelector('video').getAttribute('poster')")
                        .asText())
                .endsWith("/poster");
    }

    @Test
    void pages_of_one_artifact_and_of_a_comparison_are_accessible() {
        browser.open(api.uri(share(ids.subList(0, 1), "")).toString());
        bothWidths("share-artifact");
        browser.open(api.uri(share(
                        ids.subList(0, 3),
                        ",\"kind\":\"comparison\",\"facts\":[\"size\",\"model\",\"seed\",\"prompt\",\"settings\"]"))
                .toString());
        bothWidths("share-comparison");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void a_password_is_entered_without_scripts() {
        String path = share(ids, ",\"password\":\"correct horse\"");
        browser.open(api.uri(path).toString());
        bothWidths("share-password");
        browser.size(1280, 900);
        browser.eval("document.querySelector('#password').focus()");
        browser.type("wrong horse");
        browser.press("Enter");
        browser.until("document.querySelector('#problem') !== null");
        bothThemes("a wrong password");
        browser.eval("document.querySelector('#password').focus()");
        browser.type("correct horse");
        browser.press("Enter");
        browser.until("document.querySelectorAll('figure').length === " + ids.size());
        assertThat(browser.eval("location.pathname").asText()).isEqualTo(path);
        assertThat(browser.eval("document.cookie").asText()).isEmpty();
        browser.until("document.images[0].complete && document.images[0].naturalWidth > 0");
        browser.open(api.uri("/s/nothing").toString());
        assertThat(AxeCore.wrong(browser)).isEmpty();
        browser.screenshot(SCREENSHOTS.resolve("share-unknown.png"));
    }
}
