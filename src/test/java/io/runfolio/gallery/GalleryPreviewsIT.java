package io.runfolio.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import io.runfolio.api.LiveApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Placeholders and storyboards in a real browser. */
class GalleryPreviewsIT {
    private static final Path REFERENCE = Path.of("src/test/resources/gallery/thumbhash.json");
    private static final Path SCREENSHOTS = Path.of("target", "gallery");

    @TempDir
    static Path folder;

    private static LiveApi api;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.startOrSkip();
        api = new LiveApi(folder.resolve("worker"));
        for (String name : new String[] {"bloom_a.png", "harbour.mp4"}) {
            Files.copy(Path.of("samples", "media", name), api.testWorkspace.media.resolve(name));
        }
        api.bundle("picture", TestWorkspace.event("picture", "succeeded", "bloom_a.png"), 1);
        api.bundle("clip", TestWorkspace.event("clip", "succeeded", "harbour.mp4"), 2);
        Files.write(api.testWorkspace.media.resolve("tone.wav"), PlainSounds.steps(8_000, 3));
        api.bundle(
                "sound",
                TestWorkspace.event("sound", "succeeded", "tone.wav")
                        .replace("\"kind\":\"image\"", "\"kind\":\"audio\""),
                3);
    }

    @AfterAll
    static void stop() throws Exception {
        Browser.close(browser, api);
    }

    @BeforeEach
    void open() {
        browser.size(1280, 800);
        browser.forget();
        browser.open(api.uri("/").toString());
        browser.until("document.querySelectorAll('.card[data-id] img.here').length === 3");
    }

    private static String clip() {
        return artifact("video");
    }

    private static String artifact(String kind) {
        JsonNode items = api.json("/v1/artifacts").get("items");
        for (JsonNode item : items) {
            if (item.at("/media/kind").asText().equals(kind)) {
                return item.get("id").asText();
            }
        }
        throw new AssertionError("no " + kind + " in " + items);
    }

    private static void moveOver(String selector, double share) {
        JsonNode at = browser.eval("(() => { const b = document.querySelector(\"" + selector
                + "\").getBoundingClientRect(); return [b.x + b.width * " + share + ", b.y + b.height / 2]; })()");
        browser.send(
                "Input.dispatchMouseEvent",
                Map.of(
                        "type",
                        "mouseMoved",
                        "x",
                        at.get(0).asDouble(),
                        "y",
                        at.get(1).asDouble()));
    }

    @Test
    void hashes_are_decoded_to_the_pixels_of_the_published_decoder() throws Exception {
        String worst =
                """
                import('/gallery/placeholder.js').then(({ decode }) =>
                  Math.max(...%s.map(({ hash, width, height, rgba }) => {
                  const made = decode(hash);
                  if (made.width !== width || made.height !== height) return 999;
                  const wanted = Uint8Array.from(atob(rgba), (char) => char.charCodeAt(0));
                  return Math.max(...wanted.map((sample, at) => Math.abs(sample - made.rgba[at])));
                })))""";
        assertThat(browser.eval(worst.formatted(Files.readString(REFERENCE))).asInt())
                .isLessThanOrEqualTo(1);
    }

    @Test
    void a_card_has_its_placeholder_before_the_thumb_and_the_thumb_takes_its_place() {
        String drawn =
                """
                import('/gallery/card.js').then(({ fill }) => {
                  const cell = document.createElement('div');
                  const shown = [...document.querySelectorAll('.card[data-id]')].map((card) => card.item)
                    .find(({ placeholder }) => placeholder);
                  fill(cell, { ...shown, thumb: '/never' }, 0, {});
                  const blur = cell.querySelector('.picture > canvas.blur');
                  const pixels = blur.getContext('2d').getImageData(0, 0, blur.width, blur.height).data;
                  const color = cell.querySelector('.picture').style.backgroundColor;
                  return [Math.max(blur.width, blur.height), Math.max(...pixels), color];
                })""";
        JsonNode placeholder = browser.eval(drawn);
        assertThat(placeholder.get(0).asInt()).isEqualTo(32);
        assertThat(placeholder.get(1).asInt()).isEqualTo(255);
        assertThat(placeholder.get(2).asText()).startsWith("rgb(");

        browser.until("[...document.querySelectorAll('.blur')]"
                + ".every(blur => getComputedStyle(blur).visibility === 'hidden')");
        assertThat(browser.eval("[...document.querySelectorAll('.picture')].map(p => p.style.backgroundColor).join('')")
                        .asText())
                .isEmpty();
    }

    @Test
    void the_pointer_on_a_card_of_a_clip_shows_the_frame_of_its_place() {
        String card = ".card[data-id='" + clip() + "'] .picture";
        String place = "document.querySelector(\"" + card + " .frame\").style.backgroundPosition";
        moveOver(card, 0.02);
        browser.until("document.querySelector(\"" + card + " .frame.here\") !== null");
        String first = browser.eval(place).asText();
        moveOver(card, 0.98);
        browser.until(place + " !== '" + first + "'");
        browser.screenshot(SCREENSHOTS.resolve("hover-storyboard.png"));
        moveOver("header", 0.5);
        browser.until("document.querySelector('.board') === null");
    }

    @Test
    void the_slider_of_a_clip_shows_the_frame_before_it_is_chosen_and_seeks() {
        browser.open(api.uri("/?artifact=" + clip()).toString());
        browser.until("document.querySelector('.scrub input') !== null && "
                + "document.querySelector('.view video')?.readyState >= 2");
        browser.eval("document.querySelector('.view video').pause()");
        moveOver(".scrub input", 0.7);
        browser.until("document.querySelector('.scrub-frame .frame.here') !== null");
        browser.screenshot(SCREENSHOTS.resolve("scrub-storyboard.png"));
        browser.click(".scrub input");
        browser.until("(v => Math.abs(v.currentTime - v.duration / 2) < 0.1 * v.duration)"
                + "(document.querySelector('.view video'))");
        assertThat(browser.eval("document.querySelector('.scrub input').getAttribute('aria-valuetext')")
                        .asText())
                .matches("\\d+:\\d\\d of \\d+:\\d\\d");
    }

    @Test
    void a_sound_has_a_thumb_a_waveform_and_a_player_that_a_click_seeks() {
        browser.open(api.uri("/?artifact=" + artifact("audio")).toString());
        browser.until("document.querySelector('.sound audio')?.readyState >= 1");
        String columns =
                """
                (() => { const c = document.querySelector('.waveform');
                  const column = (share) => { const d = c.getContext('2d')
                      .getImageData(Math.floor(c.width * share / 3) * 3, 0, 1, c.height).data;
                    return d.filter((sample, at) => at % 4 === 3 && sample > 128).length; };
                  return [column(0.15), column(0.5), column(0.85)]; })()""";
        browser.until(columns + "[1] > 100");
        JsonNode heights = browser.eval(columns);
        assertThat(heights.get(0).asInt()).as("silence").isLessThan(6);
        assertThat(heights.get(2).asDouble() / heights.get(1).asDouble())
                .as("half as loud")
                .isBetween(0.45, 0.55);
        browser.screenshot(SCREENSHOTS.resolve("sound.png"));
        browser.click(".waveform");
        browser.until("Math.abs(document.querySelector('.sound audio').currentTime - 1.5) < 0.1");
    }

    @Test
    void the_cues_of_the_api_name_the_picture_beside_them() {
        JsonNode storyboard = api.json("/v1/artifacts/" + clip()).at("/media/storyboard");
        String cues = new String(api.get(storyboard.get("cuesUrl").asText()).body());
        assertThat(cues).startsWith("WEBVTT\n").contains("\nstoryboard.webp#xywh=0,0,");
        assertThat(api.get(storyboard.get("cuesUrl").asText()).headers().firstValue("content-type"))
                .contains("text/vtt; charset=utf-8");
        assertThat(api.get(storyboard.get("url").asText()).headers().firstValue("content-type"))
                .contains("image/webp");
        assertThat(api.get(storyboard.get("url").asText()).body())
                .hasSize(storyboard.get("bytes").asInt());
        assertThat(api.get("/v1/artifacts/" + clip() + "/content/peaks.json").statusCode())
                .isEqualTo(404);
    }
}
