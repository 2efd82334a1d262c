package io.runfolio.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.TestWorkspace;
import io.runfolio.api.LiveApi;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.ledger.Removal;
import io.runfolio.bundle.ledger.RemovalScope;
import io.runfolio.retention.ExternalProtections;
import io.runfolio.retention.Protections;
import io.runfolio.retention.purge.PurgeOrder;
import io.runfolio.retention.purge.Purger;
import io.runfolio.wiring.Backends;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds and removed files in the gallery, in a real Chromium. Without one it is skipped. */
class GalleryHoldsIT {
    @TempDir
    static Path folder;

    private static LiveApi api;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.startOrSkip();
        api = new LiveApi(folder.resolve("worker"));
        Files.copy(Path.of("samples", "media", "bloom_a.png"), api.testWorkspace.media.resolve("bloom_a.png"));
        api.bundle("picture", TestWorkspace.event("picture", "succeeded", "bloom_a.png"), 1);
        api.bundle(
                "other",
                TestWorkspace.event("other", "succeeded", "bloom_a.png").replace("test-model", "other-model"),
                2);
    }

    @AfterAll
    static void stop() throws Exception {
        Browser.close(browser, api);
    }

    private static void purge(String id) {
        BundleLayout layout = Backends.outputs(api.testWorkspace.settings());
        Path bundle = api.testWorkspace.bundles().stream()
                .filter(folder -> folder.toString().contains("test_model"))
                .findFirst()
                .orElseThrow()
                .toAbsolutePath()
                .normalize();
        Protections protections = new Protections(ExternalProtections.NONE, Clock.systemUTC());
        Removal removal = new Purger(layout, protections, Clock.systemUTC())
                .purge(new PurgeOrder(
                        PurgeOrder.newId(),
                        layout.relative(bundle),
                        id,
                        RemovalScope.BINARIES,
                        null,
                        "old-drafts",
                        "retention",
                        null,
                        Duration.ofDays(9)))
                .removal()
                .orElseThrow();
        assertThat(removal.files()).isNotEmpty();
    }

    /** Clicks after scrolling, as the details are longer than the window. */
    private static void click(String selector) {
        browser.eval("document.querySelector('" + selector + "').scrollIntoView({block: 'center'})");
        browser.click(selector);
    }

    private static void openFormOfPurge() {
        browser.until(
                "document.querySelector('.purge form') !== null" + " && document.body.classList.contains('may-purge')");
        browser.eval("document.querySelector('.purge').open = true");
        browser.eval("document.querySelector('.purge select').value = 'binaries'");
        click(".purge form button");
    }

    @Test
    void an_administrator_removes_files_after_a_confirmation_that_names_them() {
        String id =
                api.json("/v1/artifacts?model=other-model").at("/items/0/id").asText();
        String hold = LiveApi.json(api.put("/v1/artifacts/" + id + "/holds", "{\"reason\":\"case 9\"}"))
                .get("id")
                .asText();
        browser.size(1280, 800);
        browser.open(api.uri("/?artifact=" + id).toString());
        openFormOfPurge();
        browser.until("document.querySelector('.purge-confirm')?.textContent.includes('case 9')");
        assertThat(browser.eval("document.querySelector('.purge-confirm button') === null")
                        .asBoolean())
                .isTrue();
        api.delete("/v1/artifacts/" + id + "/holds/" + hold);

        click(".purge form button");
        browser.until("document.querySelector('.purge-confirm')?.textContent.includes('original/output_01.png')");
        assertThat(AxeCore.wrong(browser)).isEmpty();
        browser.screenshot(Path.of("target", "gallery", "purge.png"));
        click(".purge-confirm button:last-child");
        browser.until("document.querySelector('.purge-confirm button') === null");
        assertThat(api.json("/v1/artifacts/" + id).at("/media/removed").asBoolean())
                .isFalse();

        click(".purge form button");
        browser.until("document.querySelector('.purge-confirm button') !== null");
        click(".purge-confirm button");
        browser.until("document.querySelector('.tombstone')?.textContent.includes('All files removed')");
        assertThat(api.json("/v1/artifacts/" + id).at("/retention/removals/0/files"))
                .hasSize(3);
    }

    @Test
    void a_hold_is_set_and_released_and_a_removed_file_is_shown_and_restored() {
        String id = api.json("/v1/artifacts?model=test-model").at("/items/0/id").asText();
        browser.size(1280, 800);
        browser.open(api.uri("/?artifact=" + id).toString());
        browser.until("document.querySelector('form.hold') !== null");
        browser.eval("document.querySelector('form.hold').closest('details').open = true");
        click("form.hold input[type=text]");
        browser.type("case 7");
        click("form.hold button");
        browser.until("document.querySelector('.holds')?.textContent.includes('case 7')");
        assertThat(api.json("/v1/artifacts/" + id).at("/retention/holds")).hasSize(1);
        click(".holds button");
        browser.until("document.querySelector('form.hold') !== null && document.querySelector('.holds') === null");
        assertThat(api.json("/v1/artifacts/" + id).at("/retention/holds")).isEmpty();

        purge(id);
        browser.open(api.uri("/?view=artifacts&artifact=" + id).toString());
        browser.until("document.querySelector('.tombstone')?.textContent.includes('rule old-drafts')");
        browser.until("document.querySelector('.view .instead.removed')?.textContent.includes('It can be restored')");
        assertThat(AxeCore.wrong(browser)).isEmpty();
        browser.screenshot(Path.of("target", "gallery", "tombstone.png"));

        click(".tombstone button");
        browser.until("document.querySelector('.view img') !== null && document.querySelector('.tombstone') === null");
        assertThat(api.json("/v1/artifacts/" + id).at("/media/removed").asBoolean())
                .isFalse();
    }
}
