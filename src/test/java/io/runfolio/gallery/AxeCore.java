package io.runfolio.gallery;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs axe-core in the current page. */
final class AxeCore {
    private static final String SOURCE = source();
    /** Levels A and AA of all three versions; the rule for target size must be enabled. */
    private static final String ALL =
            """
            runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa']},
            rules: {'target-size': {enabled: true}}""";

    private static final String COLOURS = "runOnly: {type: 'rule', values: ['color-contrast']}";
    private static final String RUN =
            """
            axe.run(document, {%s}).then(({violations, passes}) => ({
              looked: passes.flatMap(({nodes}) => nodes).length,
              wrong: violations.flatMap(({id, nodes}) =>
                nodes.map(({html, failureSummary}) => `${id}: ${html.slice(0, 300)}: ${failureSummary}`)),
            }))
            """;

    private AxeCore() {}

    /** Returns the violations on the current page, one sentence each. */
    static List<String> wrong(Browser browser) {
        return wrong(browser, ALL);
    }

    /** Returns violations of contrast, which depend on the theme. */
    static List<String> wrongColours(Browser browser) {
        return wrong(browser, COLOURS);
    }

    private static List<String> wrong(Browser browser, String rules) {
        browser.until("document.getAnimations().every(each => each.playState !== 'running')");
        // scripts of the protocol are none of the page's: its policy stays in force
        if (!browser.eval("window.axe !== undefined").asBoolean()) {
            browser.eval("(() => {" + SOURCE + "; return 1; })()");
        }
        JsonNode answer = browser.eval(RUN.formatted(rules));
        if (answer.get("looked").asInt() < 3) {
            throw new AssertionError("axe looked at too little to say anything: " + answer);
        }
        List<String> wrong = new ArrayList<>();
        answer.get("wrong").forEach(one -> wrong.add(one.asText()));
        return wrong;
    }

    private static String source() {
        try (InputStream stream = AxeCore.class.getResourceAsStream("/axe.min.js")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
