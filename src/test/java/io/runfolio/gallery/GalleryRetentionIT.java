package io.runfolio.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.TestWorkspace;
import io.runfolio.api.LiveApi;
import io.runfolio.api.Scope;
import io.runfolio.api.security.TokenFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of retention in a real Chromium, with a real worker. */
class GalleryRetentionIT {
    @TempDir
    static Path folder;

    private static LiveApi api;
    private static Browser browser;
    private static String admin;
    private static String reader;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.startOrSkip();
        Path tokens = folder.resolve("keys").resolve("tokens.json");
        admin = new TokenFile(tokens).create("ada", EnumSet.of(Scope.ADMIN));
        reader = new TokenFile(tokens).create("bob", EnumSet.of(Scope.READ));
        Path policy = Files.writeString(
                folder.resolve("retention.yaml"),
                "rules: [{name: previews, match: {kind: image}, action: derivatives}]\n");
        api = new LiveApi(
                folder.resolve("worker"),
                "runfolio.http.tokens-file",
                tokens.toString(),
                "runfolio.retention.policy",
                policy.toString());
        for (int i = 1; i <= 2; i++) {
            api.testWorkspace.writePicture(i + ".png", 64, 48, i);
            String event = TestWorkspace.event("e" + i, "succeeded", i + ".png");
            api.testWorkspace.drop(i + ".json", i == 1 ? event : event.replaceFirst("\\{", "{\"tags\":[\"keep\"],"));
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> LiveApi.json(api.get("/v1/runs?limit=10", "Authorization", "Bearer " + admin))
                                .get("items")
                                .size()
                        == 2);
    }

    @AfterAll
    static void stop() throws Exception {
        Browser.close(browser, api);
    }

    private static void open(String token) {
        browser.open(api.uri("/gallery/icon.svg").toString());
        browser.eval("sessionStorage.setItem('runfolio.token', '" + token + "')");
        browser.forget();
        browser.open(api.uri("/").toString());
        browser.until("document.querySelector('#live').dataset.state === 'on'");
    }

    private static String text() {
        return browser.eval("document.querySelector('#retention').innerText").asText();
    }

    private static void press(String label) {
        browser.until("[...document.querySelectorAll('#retention button')].some(one => one.innerText === '" + label
                + "' && !one.disabled)");
        browser.eval("[...document.querySelectorAll('#retention button')].find(one => one.innerText === '" + label
                + "').click()");
    }

    @Test
    void an_administrator_makes_and_applies_a_plan_and_others_do_not_see_the_page() {
        open(admin);
        browser.until("!document.querySelector('#view-retention').hidden");
        browser.click("#view-retention");
        press("Make a plan");
        browser.until("document.querySelector('#retention').innerText.includes('1 removal')");
        assertThat(text()).contains("previews", "kind image", "its run has the tag keep");
        press("Apply…");
        assertThat(text()).contains("Remove 1 entry");
        press("Cancel");
        press("Apply…");
        press("Remove");
        browser.until("document.querySelector('#retention').innerText.includes('Applied: 1 of 1 removed')");
        assertThat(browser.errors()).isEmpty();

        assertThat(browser.eval("document.body.classList.contains('may-purge')").asBoolean())
                .isTrue();

        open(reader);
        assertThat(browser.eval("document.body.classList.contains('may-purge')").asBoolean())
                .isFalse();
        assertThat(browser.eval("document.querySelector('#view-retention').hidden")
                        .asBoolean())
                .isTrue();
    }
}
