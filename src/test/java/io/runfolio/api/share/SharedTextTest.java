package io.runfolio.api.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedTextTest {
    private final SharedText.Room room = new SharedText.Room();

    @Test
    void a_short_text_is_whole() {
        List<String> report = List.of("Herons", "They stand still.");
        assertThat(room.place(report)).isEqualTo(new SharedText(report, true));
    }

    @Test
    void a_long_text_is_cut_with_an_ellipsis_and_never_inside_a_character() {
        SharedText text = room.place(List.of("Herons", "\uD83E\uDDA9".repeat(20_000), "The end"));
        assertThat(text.isWhole()).isFalse();
        assertThat(text.paragraphs()).hasSize(2);
        assertThat(text.paragraphs().get(1))
                .endsWith("\uD83E\uDDA9…")
                .hasSizeLessThanOrEqualTo(SharedText.Room.MAX_OF_ARTIFACT);
        assertThat(SharedText.beginning("\uD83E\uDDA9\uD83E\uDDA9", 2)).isEqualTo("…");
    }

    @Test
    void a_page_has_a_limit_however_many_texts_or_paragraphs_there_are() {
        List<String> report = Collections.nCopies(50_000, "a");
        int characters = 0;
        for (int i = 0; i < 500; i++) {
            SharedText text = room.place(report);
            assertThat(text.paragraphs()).as("each begins").isNotEmpty();
            assertThat(text.isWhole()).isFalse();
            characters += text.paragraphs().stream()
                    .mapToInt(paragraph -> paragraph.length() + 40)
                    .sum();
        }
        assertThat(characters).isLessThan(SharedText.Room.MAX_OF_PAGE + 500 * 250 + SharedText.Room.MAX_OF_ARTIFACT);
    }
}
