package io.runfolio.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TextTableTest {
    private static final String ID = "20260326_214512_nano_banana_pro_cinematic_v01";
    private static final String PROMPT = "a red fox in the snow at dawn, wide angle, soft light from the left side";
    private static final TextTable RUNS = new TextTable(
            List.of("RUN", "STATUS", "MODEL", "PROMPT"), List.of(List.of(ID, "succeeded", "nano-banana-pro", PROMPT)));

    @Test
    void a_table_that_is_piped_has_whole_cells() {
        assertThat(RUNS.cutLines(OptionalInt.empty())).last().isEqualTo(ID + "  succeeded  nano-banana-pro  " + PROMPT);
    }

    @Test
    void a_table_on_a_terminal_keeps_to_its_width_and_marks_what_is_cut() {
        List<String> lines = RUNS.cutLines(OptionalInt.of(80));

        assertThat(lines).allMatch(line -> line.length() <= 80);
        assertThat(lines.get(1))
                .isEqualTo("20260326_214512_nano_banana_p…  succeeded  nano-banana-pro  a red fox in the sn…");
    }

    @Test
    void a_table_that_fits_is_not_changed() {
        assertThat(RUNS.cutLines(OptionalInt.of(200))).isEqualTo(RUNS.cutLines(OptionalInt.empty()));
    }

    @Test
    void sentences_continue_below_themselves_and_lose_nothing() {
        TextTable checks = new TextTable(List.of("", ""), List.of(List.of("outputs", PROMPT), List.of("inbox", "ok")));

        assertThat(checks.wrappedLines(OptionalInt.of(44)))
                .containsExactly(
                        "outputs  a red fox in the snow at dawn, wide",
                        "         angle, soft light from the left",
                        "         side",
                        "inbox    ok");
    }

    @Test
    void a_word_longer_than_the_line_is_broken() {
        TextTable path = new TextTable(List.of("", ""), List.of(List.of("outputs", "/x".repeat(40))));

        assertThat(path.wrappedLines(OptionalInt.of(40))).hasSize(3).allMatch(line -> line.length() <= 40);
    }
}
