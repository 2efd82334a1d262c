package io.runfolio.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.run.Prompts;
import org.junit.jupiter.api.Test;

class PromptSummaryTest {
    @Test
    void white_space_of_any_sort_is_folded() {
        assertThat(summary("  a\u00a0b\t\r\n c\u2003\u0085d\u001c ")).isEqualTo("a b c d");
    }

    @Test
    void a_prompt_of_140_characters_stays_whole_however_many_bytes_it_has() {
        String emoji = "\uD83D\uDE00".repeat(140);
        assertThat(summary(emoji)).isEqualTo(emoji);
        assertThat(summary(emoji + "x")).isEqualTo("\uD83D\uDE00".repeat(137) + "...");
    }

    @Test
    void there_is_no_space_before_the_dots() {
        assertThat(summary("a".repeat(136) + " " + "b".repeat(20))).isEqualTo("a".repeat(136) + "...");
    }

    @Test
    void the_prompt_that_was_used_comes_before_the_raw_one() {
        assertThat(PromptSummary.of(new Prompts("raw", "enhanced", "used", null, null, null)))
                .hasValue("used");
        assertThat(PromptSummary.of(new Prompts("raw", "enhanced", "", null, null, null)))
                .hasValue("raw");
        assertThat(PromptSummary.of(new Prompts(null, "enhanced", null, null, null, null)))
                .isEmpty();
    }

    private static String summary(String raw) {
        return PromptSummary.of(new Prompts(raw, null, null, null, null, null)).orElseThrow();
    }
}
