package io.runfolio.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** A headless Chromium, driven with keys and clicks. */
final class Browser implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Map<String, Integer> NAMED = Map.of(
            "Tab",
            9,
            "Enter",
            13,
            "Escape",
            27,
            "ArrowLeft",
            37,
            "ArrowUp",
            38,
            "ArrowRight",
            39,
            "ArrowDown",
            40,
            "End",
            35,
            "Home",
            36);

    private final Process process;
    private final DevToolsClient tools;
    private final String session;

    private Browser(Process process, DevToolsClient tools, String session) {
        this.process = process;
        this.tools = tools;
        this.session = session;
    }

    /** Returns the path of Chromium; empty if absent. */
    static Optional<Path> program() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Closes what a test class has started; either may be null. */
    static void close(Browser browser, AutoCloseable api) throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (api != null) {
            api.close();
        }
    }

    /** Starts Chromium, or skips the test; fails if {@code RUNFOLIO_BROWSER=required}. */
    static Browser startOrSkip(Path profile) throws IOException {
        Optional<Path> program = program();
        if (program.isEmpty()) {
            System.out.println("The gallery is not tested: no Chromium in /usr/bin.");
            assertThat(System.getenv("RUNFOLIO_BROWSER"))
                    .as("a Chromium is required")
                    .isNotEqualTo("required");
        }
        assumeThat(program).as("a Chromium is there").isPresent();
        return start(program.get(), profile);
    }

    static Browser start(Path program, Path profile) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-extensions",
                "--hide-scrollbars",
                "--autoplay-policy=no-user-gesture-required",
                "--remote-debugging-port=0",
                "--window-size=1440,900",
                "--user-data-dir=" + profile,
                "about:blank"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Path port = profile.resolve("DevToolsActivePort");
            await().atMost(SOON)
                    .until(() -> Files.exists(port) && Files.readAllLines(port).size() == 2);
            List<String> lines = Files.readAllLines(port);
            DevToolsClient tools = new DevToolsClient(URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)));
            String target = tools.send("", "Target.createTarget", Map.of("url", "about:blank"))
                    .get("targetId")
                    .asText();
            String session = tools.send("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                    .get("sessionId")
                    .asText();
            Browser browser = new Browser(process, tools, session);
            for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
                browser.send(domain + ".enable", Map.of());
            }
            return browser;
        } catch (RuntimeException | IOException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    JsonNode send(String method, Map<String, Object> parameters) {
        return tools.send(session, method, parameters);
    }

    void open(String url) {
        send("Page.navigate", Map.of("url", url));
        until("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /** Returns the value of an expression, after promises are settled. */
    JsonNode eval(String expression) {
        JsonNode answer =
                send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
        }
        return answer.get("result").path("value");
    }

    void until(String expression) {
        try {
            await().alias(expression).atMost(SOON).until(() -> eval(expression).asBoolean());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    expression + " at "
                            + eval("location.href + document.activeElement.outerHTML.slice(0,200) + "
                                    + "document.body.innerText.slice(0, 2000)"),
                    e);
        }
    }

    void press(String key) {
        boolean named = NAMED.containsKey(key);
        int code = named ? NAMED.get(key) : Character.toUpperCase(key.charAt(0));
        // a form is sent by the character of the key, not by the key
        String text = key.equals("Enter") ? "\r" : named ? "" : key;
        send(
                "Input.dispatchKeyEvent",
                Map.of(
                        "type",
                        "keyDown",
                        "key",
                        key,
                        "code",
                        named ? key : "",
                        "text",
                        text,
                        "windowsVirtualKeyCode",
                        code));
        send("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "windowsVirtualKeyCode", code));
    }

    void type(String text) {
        send("Input.insertText", Map.of("text", text));
    }

    void click(String selector) {
        JsonNode at = eval("(() => { const b = document.querySelector(" + quoted(selector)
                + ").getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()");
        for (String type : List.of("mousePressed", "mouseReleased")) {
            send(
                    "Input.dispatchMouseEvent",
                    Map.of(
                            "type",
                            type,
                            "x",
                            at.get(0).asDouble(),
                            "y",
                            at.get(1).asDouble(),
                            "button",
                            "left",
                            "clickCount",
                            1));
        }
    }

    /** Puts files into a file input. */
    void choose(String selector, List<Path> files) {
        JsonNode root = send("DOM.getDocument", Map.of()).get("root").get("nodeId");
        JsonNode node = send("DOM.querySelector", Map.of("nodeId", root.asInt(), "selector", selector));
        send(
                "DOM.setFileInputFiles",
                Map.of(
                        "nodeId",
                        node.get("nodeId").asInt(),
                        "files",
                        files.stream().map(Path::toString).toList()));
    }

    void wheel(String selector, int delta) {
        JsonNode at = eval("(() => { const b = document.querySelector(" + quoted(selector)
                + ").getBoundingClientRect(); return [b.x + b.width / 3, b.y + b.height / 3]; })()");
        send(
                "Input.dispatchMouseEvent",
                Map.of(
                        "type",
                        "mouseWheel",
                        "x",
                        at.get(0).asDouble(),
                        "y",
                        at.get(1).asDouble(),
                        "deltaX",
                        0,
                        "deltaY",
                        delta));
    }

    void dark(boolean dark) {
        send(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    void size(int width, int height) {
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Saves a screenshot as PNG. */
    void screenshot(Path file) {
        until("[...document.images].every(i => i.complete || i.loading === 'lazy') && "
                + "document.getAnimations().length === 0");
        byte[] png = Base64.getDecoder()
                .decode(send("Page.captureScreenshot", Map.of("format", "png"))
                        .get("data")
                        .asText());
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Clears errors and requests. */
    void forget() {
        tools.forget();
    }

    /** Runs a script in each page before its own scripts. Returns its id for {@link #withdraw}. */
    String beforehand(String script) {
        return send("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script))
                .get("identifier")
                .asText();
    }

    void withdraw(String script) {
        send("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", script));
    }

    /**
     * Returns errors of the page, including failed requests. The browser asks for an icon by itself, at any time, if it
     * was shown a picture instead of a page; that request is left out.
     */
    List<String> errors() {
        return Stream.of(
                        tools.events("Runtime.exceptionThrown").stream().map(JsonNode::toString),
                        tools.events("Runtime.consoleAPICalled").stream()
                                .filter(event -> event.path("type").asText().equals("error"))
                                .map(JsonNode::toString),
                        tools.events("Log.entryAdded").stream()
                                .map(event -> event.path("entry"))
                                .filter(entry -> entry.path("level").asText().equals("error"))
                                .filter(entry -> !entry.path("url").asText().endsWith("/favicon.ico"))
                                .map(entry -> entry.path("text").asText() + " "
                                        + entry.path("url").asText()))
                .flatMap(all -> all)
                .toList();
    }

    /** Returns the URLs of all requests. */
    List<String> requests() {
        return tools.events("Network.requestWillBeSent").stream()
                .map(event -> event.path("request").path("url").asText())
                .toList();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    @Override
    public void close() {
        try {
            tools.send("", "Browser.close", Map.of());
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            tools.close();
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
