package io.runfolio.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.api.LiveApi;
import io.runfolio.api.Scope;
import io.runfolio.api.security.TokenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "Add files" of the gallery in a real Chromium. */
class GalleryAddFilesIT {
    private static final Path SCREENSHOTS = Path.of("target", "gallery");
    /** Loses the response of one request, and a later request as a whole. */
    private static final String BROKEN_NETWORK =
            """
            const plain = window.fetch;
            let patches = 0;
            window.fetch = async (path, options) => {
              if (options?.method !== 'PATCH') return plain(path, options);
              patches++;
              if (patches === 3) throw new TypeError('Failed to fetch');
              const answer = await plain(path, options);
              if (patches === 2) throw new TypeError('Failed to fetch');
              return answer;
            };""";

    @TempDir
    static Path folder;

    private static LiveApi api;
    private static Browser browser;
    private static String sender;
    private static String reader;
    private static Path picture;
    private static Path large;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.startOrSkip();
        Path tokens = folder.resolve("keys").resolve("tokens.json");
        sender = new TokenFile(tokens).create("ada", EnumSet.of(Scope.READ, Scope.SUBMIT));
        reader = new TokenFile(tokens).create("bob", EnumSet.of(Scope.READ));
        api = new LiveApi(
                folder.resolve("worker"),
                "runfolio.http.tokens-file",
                tokens.toString(),
                "runfolio.upload.max-bytes",
                "8MiB");
        picture = api.testWorkspace.writePicture("fox.png", 640, 480, 1);
        byte[] bytes = Files.readAllBytes(api.testWorkspace.writePicture("large.png", 640, 480, 2));
        large = Files.write(folder.resolve("large.png"), Arrays.copyOf(bytes, 5 << 20));
    }

    @AfterAll
    static void stop() throws Exception {
        Browser.close(browser, api);
    }

    @BeforeEach
    void signIn() {
        browser.size(1280, 800);
        browser.forget();
        open(sender);
        browser.until("!document.querySelector('#add-open').hidden");
    }

    private static void open(String token) {
        browser.open(api.uri("/gallery/icon.svg").toString());
        browser.eval("sessionStorage.setItem('runfolio.token', '" + token + "')");
        browser.open(api.uri("/").toString());
        browser.until("document.querySelector('#live').dataset.state === 'on'");
    }

    private static String text(String selector) {
        return browser.eval("document.querySelector('" + selector + "').innerText")
                .asText();
    }

    private static void dropFile(String name, int bytes) {
        browser.eval("(() => { const data = new DataTransfer();"
                + "data.items.add(new File([new Uint8Array(" + bytes + ")], '" + name + "'));"
                + "for (const type of ['dragenter', 'dragover', 'drop'])"
                + "document.querySelector('#grid').dispatchEvent(new DragEvent(type, "
                + "{dataTransfer: data, bubbles: true, cancelable: true})); })()");
    }

    private static JsonNode newest(String words) {
        return LiveApi.json(api.get("/v1/runs?q=" + words, "Authorization", "Bearer " + sender))
                .at("/items/0");
    }

    @Test
    void files_become_a_run_although_the_network_breaks_twice() throws IOException {
        String script = browser.beforehand(BROKEN_NETWORK);
        open(sender);
        browser.withdraw(script);
        browser.until("!document.querySelector('#add-open').hidden");
        browser.eval("document.querySelector('#add-open').focus()");
        browser.press("Enter");
        browser.until("document.querySelector('#add').open");
        assertThat(browser.eval("document.activeElement.id").asText()).isEqualTo("add-choose");
        browser.choose("#add-files", List.of(large, picture));
        browser.until("document.querySelectorAll('.added li').length === 2");
        browser.eval("document.querySelectorAll('.added select')[1].value = 'input'");
        browser.eval("document.querySelector('#add-prompt').focus()");
        browser.type("an unbreakable lighthouse");
        browser.eval("document.querySelector('#add-tags').focus()");
        browser.type("coast, night");
        browser.eval("document.querySelector('#add-model').focus()");
        browser.type("painter");
        browser.press("Enter");
        browser.until("document.querySelector('#detail').open");
        JsonNode run = newest("unbreakable");
        assertThat(browser.eval("new URLSearchParams(location.search).get('run')")
                        .asText())
                .isEqualTo(run.get("id").asText());
        assertThat(run.get("model").asText()).isEqualTo("painter");
        assertThat(run.get("tags").toString()).isEqualTo("[\"coast\",\"night\"]");
        Path bundle = api.testWorkspace.bundles().stream()
                .filter(one -> one.endsWith(run.get("id").asText()))
                .findFirst()
                .orElseThrow();
        assertThat(bundle.resolve("original/output_01.png")).hasSameBinaryContentAs(large);
        assertThat(bundle.resolve("inputs/ref_01.png")).hasSameBinaryContentAs(picture);
    }

    @Test
    void dropped_files_that_cannot_be_added_say_why_and_can_be_removed() {
        dropFile("notes.exe", 10);
        browser.until("document.querySelector('#add').open");
        dropFile("huge.png", (8 << 20) + 1);
        dropFile("small.png", 0);
        assertThat(text("#add-list"))
                .contains("not a picture, video or sound", "exceeds the limit of 8.0 MiB", "small.png");
        assertThat(browser.eval("document.querySelector('#add-send').disabled").asBoolean())
                .isTrue();
        browser.screenshot(SCREENSHOTS.resolve("add-files-1280.png"));
        browser.eval("document.querySelector('[aria-label=\"Remove notes.exe\"]').focus()");
        browser.press("Enter");
        assertThat(browser.eval("document.activeElement.ariaLabel").asText()).isEqualTo("Remove huge.png");
        browser.press("Enter");
        assertThat(browser.eval("document.querySelector('#add-send').disabled").asBoolean())
                .isFalse();
        browser.press("Escape");
        browser.until("!document.querySelector('#add').open");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void every_control_can_be_reached_on_a_phone() {
        browser.size(390, 844);
        browser.click("#add-open");
        browser.choose("#add-files", List.of(picture));
        browser.until("document.querySelectorAll('.added li').length === 1");
        browser.screenshot(SCREENSHOTS.resolve("add-files-390.png"));
        assertThat(browser.eval("[...document.querySelectorAll('#add button, #add select, #add textarea, #add input')]"
                                + ".filter(one => one.offsetParent).filter(one => {"
                                + "one.scrollIntoView({block: 'center'}); const r = one.getBoundingClientRect();"
                                + "const hit = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);"
                                + "return r.left < 0 || r.right > innerWidth || !(one === hit || one.contains(hit)); })"
                                + ".map(one => one.id || one.ariaLabel)")
                        .toString())
                .isEqualTo("[]");
        browser.press("Escape");
        browser.screenshot(SCREENSHOTS.resolve("list-390.png"));
    }

    @Test
    void a_canceled_upload_is_deleted_and_a_reader_cannot_add() {
        String script = browser.beforehand("const plain = window.fetch; window.fetch = (path, options) => "
                + "options?.method === 'PATCH' && window.sent++ ? new Promise((done, fail) => "
                + "options.signal.addEventListener('abort', () => fail(new DOMException('', 'AbortError')))) "
                + ": plain(path, options); window.sent = 0;");
        open(sender);
        browser.withdraw(script);
        browser.until("!document.querySelector('#add-open').hidden");
        browser.click("#add-open");
        browser.choose("#add-files", List.of(large));
        browser.click("#add-send");
        browser.until("document.querySelector('.added .state').innerText.startsWith('2.0 MiB of')");
        browser.click("#add-cancel");
        Path uploads = api.testWorkspace.outputs.resolve(".runfolio/uploads");
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(uploads.toFile().list()).isEmpty());

        open(reader);
        assertThat(browser.eval("document.querySelector('#add-open').hidden").asBoolean())
                .isTrue();
        dropFile("fox.png", 10);
        browser.until("document.querySelector('#toasts').innerText.includes('scope submit')");
        assertThat(browser.eval("document.querySelector('#add').open").asBoolean())
                .isFalse();
    }
}
