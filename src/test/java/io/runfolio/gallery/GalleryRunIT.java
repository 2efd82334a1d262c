package io.runfolio.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.SamplePrograms;
import io.runfolio.api.LiveApi;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample workflows, started, followed and decided in a real Chromium, with a real worker. */
class GalleryRunIT {
    private static final Path SCREENSHOTS = Path.of("target", "gallery");

    @TempDir
    static Path folder;

    private static LiveApi api;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.startOrSkip();
        List<String> settings = new ArrayList<>(
                List.of("runfolio.workflow.runs", folder.resolve("runs").toString()));
        SamplePrograms.settings(folder.resolve("classes"))
                .forEach((key, value) -> settings.addAll(List.of(key, value)));
        api = new LiveApi(folder.resolve("worker"), settings.toArray(String[]::new));
    }

    @AfterAll
    static void stop() throws Exception {
        Browser.close(browser, api);
    }

    private static String text(String selector) {
        return browser.eval("document.querySelector('" + selector + "').innerText")
                .asText();
    }

    private static void click(String room, String words) {
        String find = "[...document.querySelectorAll('" + room + " button')].find(one => one.innerText.startsWith('"
                + words + "') && !one.disabled)";
        browser.until(find + " !== undefined");
        browser.eval(find + ".click()");
    }

    @Test
    void a_workflow_is_started_followed_approved_and_its_settings_are_used_again() {
        browser.size(1280, 900);
        browser.open(api.uri("/").toString());
        browser.until("!document.querySelector('#start-open').hidden");
        browser.click("#start-open");
        browser.until("document.querySelector('[data-id=generate-research-infographic]') !== null");
        browser.eval("document.querySelector('[data-id=generate-research-infographic]').click()");
        browser.until("document.querySelector('#field-topic') !== null");
        browser.type("tides");
        browser.eval("document.querySelector('#field-palette').value = 'forest'");
        browser.eval("document.querySelector('#start-form').requestSubmit()");
        browser.until("document.querySelectorAll('.run-steps > li').length === 4");
        browser.screenshot(SCREENSHOTS.resolve("sample-running.png"));
        browser.until("document.querySelector('[data-step=step-2][data-state=completed]') !== null");
        browser.until("document.querySelector('[data-step=step-4][data-state=completed]') !== null");
        browser.until("document.querySelector('.gate img')?.complete");
        String run =
                browser.eval("new URLSearchParams(location.search).get('run')").asText();
        assertThat(text(".run-steps")).contains("Research", "completed", "Run of its own", "Check the poster");
        browser.screenshot(SCREENSHOTS.resolve("sample-review.png"));

        click(".gate", "Approve");
        browser.until("document.querySelector('.run-head').innerText.includes('completed')");
        JsonNode ended = api.json("/v1/runs/" + run);
        assertThat(ended.get("state").asText()).isEqualTo("completed");
        assertThat(ended.at("/intake/palette").asText()).isEqualTo("forest");
        browser.eval("document.querySelector('.results .tile').click()");
        browser.until("document.querySelector('#detail .reuse')?.hidden === false");
        browser.screenshot(SCREENSHOTS.resolve("sample-artifact.png"));
        click("#detail", "Use these settings");
        browser.until("document.querySelector('#field-palette')?.value === 'forest'");
        assertThat(browser.eval("document.querySelector('#field-topic').value").asText())
                .isEqualTo("tides");
        browser.eval("document.querySelector('#field-sourceReport').click()");
        browser.until("document.querySelectorAll('#picker .pick').length === 1");
        browser.screenshot(SCREENSHOTS.resolve("sample-picker.png"));
        browser.eval("document.querySelector('#picker .pick').click()");
        browser.eval("document.querySelector('#start-form').requestSubmit()");
        browser.until("document.querySelector('.run-steps [data-state=skipped]') !== null");
        browser.until("document.querySelector('[data-step=step-3][data-state=completed]') !== null");
        browser.until("document.querySelector('.gate img')?.complete");
        click(".gate", "Request changes");
        browser.until("!document.querySelector('.changes').hidden");
        browser.eval("document.querySelector('.changes #field-palette').value = 'ember'");
        click(".changes", "Send and try again");
        browser.until("document.querySelector('.run-page .sub')?.innerText.includes('attempt 2')");
        browser.until("document.querySelector('[data-step=step-3][data-state=completed]') !== null");
        browser.until("document.querySelector('.gate img')?.complete");
        browser.screenshot(SCREENSHOTS.resolve("sample-second-attempt.png"));
        click(".gate", "Reject");
        browser.until("document.querySelector('.trouble')?.innerText.includes('rejected')");
        String second =
                browser.eval("new URLSearchParams(location.search).get('run')").asText();
        assertThat(api.json("/v1/runs/" + second).at("/error/code").asText()).isEqualTo("gate_rejected");
        assertThat(api.json("/v1/runs/" + second).at("/intake/palette").asText())
                .isEqualTo("ember");
        browser.open(api.uri("/?view=progress").toString());
        browser.until("document.querySelectorAll('.run-row').length >= 2");
        browser.screenshot(SCREENSHOTS.resolve("sample-progress.png"));
    }
}
