package io.runfolio.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the colors have the contrast of WCAG 2.2 AA in both themes. The files comply with the page policy. */
class GalleryThemeTest {
    private static final Pattern COLOUR = Pattern.compile("--([a-z-]+): #([0-9a-f]{6});");

    private static String file(String name) {
        try (InputStream stream = GalleryThemeTest.class.getResourceAsStream("/gallery/" + name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The light colors come first in the file, followed by the dark ones with the same names. */
    private static Map<String, Integer> colours(boolean dark) {
        String css = file("gallery.css");
        int border = css.indexOf("prefers-color-scheme: dark");
        assertThat(border).isPositive();
        Map<String, Integer> colours = new LinkedHashMap<>();
        Matcher found = COLOUR.matcher(dark ? css.substring(border) : css.substring(0, border));
        while (found.find()) {
            colours.putIfAbsent(found.group(1), Integer.parseInt(found.group(2), 16));
        }
        return colours;
    }

    /** WCAG 2.2, relative luminance. */
    private static double luminance(int rgb) {
        double[] parts = {(rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0};
        for (int i = 0; i < 3; i++) {
            parts[i] = parts[i] <= 0.04045 ? parts[i] / 12.92 : Math.pow((parts[i] + 0.055) / 1.055, 2.4);
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    }

    private static double contrast(int one, int other) {
        double a = luminance(one) + 0.05;
        double b = luminance(other) + 0.05;
        return Math.max(a, b) / Math.min(a, b);
    }

    @ParameterizedTest
    @CsvSource({
        "text, page",
        "text, panel",
        "text, raised",
        "text, plain-back",
        "soft, page",
        "soft, panel",
        "soft, raised",
        "soft, plain-back",
        "accent, panel",
        "accent, page",
        "on-accent, accent",
        "good, good-back",
        "bad, bad-back",
        "bad, panel",
        "warn, warn-back",
        "warn, panel",
        "text, warn-back",
        "plain, plain-back",
        "page, text",
        "good, page",
        "bad, page",
    })
    void text_has_a_contrast_of_at_least_four_and_a_half(String front, String back) {
        for (boolean dark : new boolean[] {false, true}) {
            Map<String, Integer> colours = colours(dark);
            assertThat(contrast(colours.get(front), colours.get(back)))
                    .as(front + " on " + back + (dark ? ", dark" : ", light"))
                    .isGreaterThanOrEqualTo(4.5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"page", "panel", "raised", "stage"})
    void the_focus_ring_has_a_contrast_of_at_least_three(String back) {
        for (boolean dark : new boolean[] {false, true}) {
            Map<String, Integer> colours = colours(dark);
            assertThat(contrast(colours.get("focus"), colours.get(back)))
                    .as(back + (dark ? ", dark" : ", light"))
                    .isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void the_contrast_is_computed_as_defined_by_wcag() {
        assertThat(contrast(0x000000, 0xffffff)).isEqualTo(21);
        assertThat(contrast(0x777777, 0xffffff)).isBetween(4.47, 4.49);
    }

    @Test
    void the_page_has_no_inline_script_or_style_and_no_foreign_host() {
        String html = file("index.html");
        assertThat(html)
                .doesNotContainPattern("<script(?![^>]* src=\"/gallery/)")
                .doesNotContain("<style", " style=");
        assertThat(html).doesNotContainPattern(" on[a-z]+=").doesNotContain("http://", "https://");
        assertThat(file("gallery.css")).doesNotContain("@import", "url(");
        assertThat(html).contains("lang=\"en\"", "role=\"grid\"", "aria-live=\"polite\"");
    }

    @Test
    void motion_is_reduced_on_request() {
        assertThat(file("gallery.css")).contains("prefers-reduced-motion");
    }
}
