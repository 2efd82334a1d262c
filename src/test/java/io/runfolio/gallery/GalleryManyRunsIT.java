package io.runfolio.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.TestWorkspace;
import io.runfolio.api.CatalogFiller;
import io.runfolio.api.LiveApi;
import io.runfolio.artifact.RunView;
import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.sync.CatalogFactory;
import io.runfolio.wiring.Backends;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gallery with 20,000 runs. */
class GalleryManyRunsIT {
    private static final Path SAMPLES = Path.of("samples", "media");
    private static final Path SCREENSHOTS = Path.of("target", "gallery");
    private static final String LISTED =
            "performance.getEntriesByType('resource').filter((entry) => entry.name.includes('/v1/artifacts?'))";

    @TempDir
    Path folder;

    @Test
    void twenty_thousand_runs_scroll_to_the_end_with_few_elements() throws Exception {
        try (Browser browser = Browser.startOrSkip();
                LiveApi many = new LiveApi(folder.resolve("many"));
                Catalog catalog = CatalogFactory.open(
                        many.testWorkspace.settings().catalog(), Backends.outputs(many.testWorkspace.outputs))) {
            int at = 0;
            for (String name :
                    List.of("bloom_a.png", "bloom_b.png", "bloom_c.png", "misty_ridges.png", "night_skyline.png")) {
                Files.copy(SAMPLES.resolve(name), many.testWorkspace.media.resolve(name));
                many.bundle("model-" + at, TestWorkspace.event("model-" + at, "succeeded", name), ++at);
            }
            List<RunView> models = catalog.runs(ArtifactQuery.all(), 10, Optional.empty()).items().stream()
                    .map(Catalog.CatalogRun::view)
                    .toList();
            CatalogFiller.into(catalog, models, 20_000);
            browser.size(1440, 900);
            long began = System.nanoTime();
            browser.open(many.uri("/").toString());
            browser.until("document.querySelectorAll('.card img.here').length >= 5");
            Duration first = Duration.ofNanos(System.nanoTime() - began);
            System.out.println("first cards of 20,005 runs after " + first.toMillis() + " ms");
            browser.until("document.querySelector('#count').textContent.startsWith('20,005')");
            browser.screenshot(SCREENSHOTS.resolve("grid-light.png"));
            browser.dark(true);
            browser.screenshot(SCREENSHOTS.resolve("grid-dark.png"));
            browser.eval("window.most = 0; new MutationObserver(() => "
                    + "most = Math.max(most, document.querySelectorAll('#grid *').length))"
                    + ".observe(document.querySelector('#grid'), {childList: true, subtree: true})");
            for (int step = 1; step <= 10; step++) {
                browser.eval(
                        "document.querySelector('#grid').scrollTop = document.querySelector('#grid').scrollHeight * "
                                + step + " / 10");
                browser.until("document.querySelectorAll('.card:not([hidden]):not(.coming)').length > 0");
            }
            browser.press("End");
            browser.until("document.querySelector('.card.active')?.dataset.id === 'artifact-0000000000000000'");
            assertThat(browser.eval("most").asInt()).isBetween(50, 2000);
            assertThat(browser.eval("document.querySelectorAll('.card').length").asInt())
                    .isLessThan(120);
            browser.screenshot(SCREENSHOTS.resolve("grid-end.png"));
            jumps(browser, many);
            narrow(browser, many);
            assertThat(browser.errors()).isEmpty();
        }
    }

    /** Scrolls from the newest card to the oldest and back while a run arrives. */
    private static void jumps(Browser browser, LiveApi many) throws Exception {
        browser.open(many.uri("/").toString());
        browser.until("document.querySelector('#count').textContent.startsWith('20,005')");
        browser.eval("performance.clearResourceTimings()");
        long began = System.nanoTime();
        browser.press("End");
        browser.until("document.querySelector('.card.active')?.dataset.id === 'artifact-0000000000000000'");
        Duration jump = Duration.ofNanos(System.nanoTime() - began);
        int pages = browser.eval(LISTED + ".length").asInt();
        System.out.println(
                "the last of 20,005 cards after " + jump.toMillis() + " ms and " + pages + " pages of the list");
        assertThat(pages).as("none of the 80 pages on the way").isBetween(1, 3);

        many.testWorkspace.drop("late.json", TestWorkspace.event("late", "succeeded", "bloom_a.png"));
        browser.until("!document.querySelector('#pill').hidden");
        assertThat(browser.eval("document.querySelector('#pill').textContent").asText())
                .startsWith("1 new");
        assertThat(browser.eval("document.querySelector('.card.active').dataset.id")
                        .asText())
                .isEqualTo("artifact-0000000000000000");
        browser.eval("window.shown = () => [...document.querySelectorAll('.card:not([hidden])')]");
        browser.eval("document.querySelector('#grid').scrollTop = document.querySelector('#grid').scrollHeight / 2");
        browser.until("shown().length > 10 && shown().every((card) => card.index > 9000 && card.index < 11000"
                + " && card.dataset.id)");
        List<String> seen = new ArrayList<>();
        browser.eval("shown().sort((a, b) => a.index - b.index).map((card) => [card.index, card.dataset.id])")
                .forEach(
                        card -> seen.add(card.get(0).asInt() + " " + card.get(1).asText()));
        int models = 5;
        assertThat(seen)
                .as("every card is where it would be if all before it had been fetched")
                .allSatisfy(card -> {
                    int index = Integer.parseInt(card.substring(0, card.indexOf(' ')));
                    assertThat(card)
                            .isEqualTo(index + " " + String.format("artifact-%016x", 19_999 - (index - models)));
                });
        browser.screenshot(SCREENSHOTS.resolve("grid-middle.png"));
        browser.eval("document.querySelector('#pill').click()");
        browser.until("document.querySelector('#count').textContent.startsWith('20,006')");
    }

    /**
     * Tests one column, in which the list exceeds the maximum element height. Every card is reached by keys, wheel and
     * scroll bar.
     */
    private static void narrow(Browser browser, LiveApi many) throws Exception {
        browser.size(320, 800);
        browser.open(many.uri("/").toString());
        browser.until("document.querySelector('#count').textContent.startsWith('20,006')");
        browser.eval("window.grid = document.querySelector('#grid')");
        browser.eval("window.sight = () => [...document.querySelectorAll('.card:not([hidden])')].filter((card) => {"
                + "const at = card.getBoundingClientRect(), host = grid.getBoundingClientRect();"
                + "return at.bottom > host.top && at.top < host.bottom; })"
                + ".map((card) => card.index).sort((a, b) => a - b)");
        assertThat(browser.eval("grid.scrollHeight").asInt()).isLessThan(5_000_000);

        browser.press("End");
        browser.until("document.querySelector('.card.active')?.dataset.id === 'artifact-0000000000000000'");
        browser.until("sight().includes(20005)");
        browser.eval("grid.scrollTop = grid.scrollHeight / 2");
        browser.until("sight()[0] > 9900 && sight()[0] < 10100");
        int middle = browser.eval("sight()[0]").asInt();
        browser.eval("grid.scrollTop += 700");
        browser.until("sight()[0] > " + middle + " && sight()[0] < " + (middle + 5));

        browser.press("Home");
        browser.until("document.querySelector('.card.active')?.index === 0 && sight()[0] === 0");
        browser.eval("grid.scrollTop = 0.999 * grid.scrollHeight");
        browser.until("sight()[0] > 19900");
        browser.eval("window.steps = 0; const down = () => { grid.scrollTop += 600; "
                + "if (steps++ < 60) requestAnimationFrame(down); }; down()");
        browser.until("steps > 60 && sight().includes(20005)");
        browser.eval("grid.scrollTop = 0.001 * grid.scrollHeight");
        browser.until("sight()[0] < 100");
        browser.eval("window.steps = 0; const up = () => { grid.scrollTop -= 600; "
                + "if (steps++ < 60) requestAnimationFrame(up); }; up()");
        browser.until("steps > 60 && sight()[0] === 0 && grid.scrollTop === 0");
    }
}
