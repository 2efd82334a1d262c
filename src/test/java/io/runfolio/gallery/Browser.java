package io.runfolio.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.files.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** A window of a headless Chromium, driven with keys and clicks. The program is shared by the tests of a JVM. */
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

    /** Slows pages down ({@code -Drunfolio.browser.slow=true}). Tests that read a page too early fail then. */
    private static final boolean SLOW = Boolean.getBoolean("runfolio.browser.slow");

    private static Chromium shared;

    private final DevToolsClient tools;
    private final String context;
    private final String session;

    private Browser(DevToolsClient tools, String context, String session) {
        this.tools = tools;
        this.context = context;
        this.session = session;
    }

    /** The program, started once for the tests of a JVM. */
    private record Chromium(Process process, DevToolsClient tools) {}

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

    /** Opens a window with storage of its own, or skips the test. Fails if {@code RUNFOLIO_BROWSER=required}. */
    static Browser startOrSkip() throws IOException {
        Optional<Path> program = program();
        if (program.isEmpty()) {
            System.out.println("The gallery is not tested: no Chromium in /usr/bin.");
            assertThat(System.getenv("RUNFOLIO_BROWSER"))
                    .as("a Chromium is required")
                    .isNotEqualTo("required");
        }
        assumeThat(program).as("a Chromium is there").isPresent();
        DevToolsClient tools = chromium(program.get()).tools();
        String context = tools.send("", "Target.createBrowserContext", Map.of())
                .get("browserContextId")
                .asText();
        String target = tools.send(
                        "",
                        "Target.createTarget",
                        Map.of("url", "about:blank", "browserContextId", context, "newWindow", true))
                .get("targetId")
                .asText();
        String session = tools.send("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId")
                .asText();
        Browser browser = new Browser(tools, context, session);
        for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
            browser.send(domain + ".enable", Map.of());
        }
        browser.send("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
        if (SLOW) {
            browser.send("Emulation.setCPUThrottlingRate", Map.of("rate", 4));
            browser.send(
                    "Network.emulateNetworkConditions",
                    Map.of("offline", false, "latency", 400, "downloadThroughput", -1, "uploadThroughput", -1));
        }
        return browser;
    }

    private static synchronized Chromium chromium(Path program) throws IOException {
        if (shared == null || !shared.process().isAlive()) {
            shared = start(program);
        }
        return shared;
    }

    private static Chromium start(Path program) throws IOException {
        Path profile = Files.createTempDirectory("chromium");
        List<String> command = List.of(
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
                "about:blank");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, profile)));
        Path port = profile.resolve("DevToolsActivePort");
        await().atMost(SOON)
                .until(() -> Files.exists(port) && Files.readAllLines(port).size() == 2);
        List<String> lines = Files.readAllLines(port);
        return new Chromium(process, new DevToolsClient(URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1))));
    }

    private static void end(Process process, Path profile) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        DurableFiles.tryDeleteTree(profile);
    }

    JsonNode send(String method, Map<String, Object> parameters) {
        return tools.send(session, method, parameters);
    }

    void open(String url) {
        navigate(url);
        until("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /** Opens a page and waits until the document has changed. The response may precede that. */
    private void navigate(String url) {
        JsonNode loader = send("Page.navigate", Map.of("url", url)).path("loaderId");
        await().atMost(SOON)
                .until(() -> loader.isMissingNode()
                        || tools.events(session, "Page.frameNavigated").stream()
                                .anyMatch(event -> event.at("/frame/loaderId").equals(loader)));
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

    /** Leaves the page and clears errors and requests. No request of the page is answered later. */
    void forget() {
        navigate("about:blank");
        tools.forget(session);
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
                        tools.events(session, "Runtime.exceptionThrown").stream()
                                .map(JsonNode::toString),
                        tools.events(session, "Runtime.consoleAPICalled").stream()
                                .filter(event -> event.path("type").asText().equals("error"))
                                .map(JsonNode::toString),
                        tools.events(session, "Log.entryAdded").stream()
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
        return tools.events(session, "Network.requestWillBeSent").stream()
                .map(event -> event.path("request").path("url").asText())
                .toList();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** Closes the window and forgets its storage. */
    @Override
    public void close() {
        tools.send("", "Target.disposeBrowserContext", Map.of("browserContextId", context));
        tools.forget(session);
    }
}
