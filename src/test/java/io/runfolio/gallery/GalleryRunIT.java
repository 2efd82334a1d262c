package io.runfolio.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.api.LiveApi;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample workflows, started, followed and decided in a real Chromium, with a real worker. */
class GalleryRunIT {
    private static final Path SCREENSHOTS = Path.of("target", "gallery");
    private static final Path SAMPLES = Path.of("samples", "workflows").toAbsolutePath();

    @TempDir
    static Path folder;

    private static LiveApi api;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.startOrSkip(folder.resolve("profile"));
        List<String> settings = new ArrayList<>(List.of(
                "runfolio.templates", SAMPLES.resolve("templates").toString(),
                "runfolio.workflow.rates", SAMPLES.resolve("rates.json").toString(),
                "runfolio.workflow.runs", folder.resolve("runs").toString()));
        Path options = compile(Files.createDirectories(folder.resolve("classes")));
        Map.of(
                        "agent", "ResearchReport",
                        "code", "InfographicLayout",
                        "image", "DrawInfographic",
                        "qa", "CheckPoster")
                .forEach((kind, program) ->
                        settings.addAll(List.of("runfolio.workflow.kinds." + kind, endpoint(options, program))));
        api = new LiveApi(folder.resolve("worker"), settings.toArray(String[]::new));
    }

    /** Returns the endpoint of a program of the samples, which was compiled before. */
    private static String endpoint(Path options, String program) {
        return "exec:" + Path.of(System.getProperty("java.home"), "bin", "java") + "?args=RAW(\"@" + options + "\" "
                + program + " \"" + SAMPLES.resolve("topics") + "\")";
    }

    /** Compiles the programs, and returns a file with the options to run them. */
    private static Path compile(Path classes) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path")));
        try (Stream<Path> files = Files.list(SAMPLES.resolve("programs"))) {
            files.forEach(file -> arguments.add(file.toString()));
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
        return Files.writeString(
                classes.resolveSibling("java.options"),
                "-XX:TieredStopAtLevel=1 -cp \"" + classes + File.pathSeparator + System.getProperty("java.class.path")
                        + "\"\n");
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
