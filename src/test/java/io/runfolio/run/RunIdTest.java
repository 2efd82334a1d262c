package io.runfolio.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunIdTest {
    private static final OffsetDateTime TIME = OffsetDateTime.parse("2026-03-26T21:45:12+00:00");

    @Test
    void a_run_is_named_by_time_model_and_slug() {
        assertThat(RunId.of(TIME, "nano-banana-pro", Optional.of("Cinematic v01"), 1))
                .isEqualTo("20260326_214512_nano_banana_pro_cinematic_v01");
        assertThat(RunId.of(TIME, "nano-banana-pro", Optional.empty(), 1)).isEqualTo("20260326_214512_nano_banana_pro");
    }

    @Test
    void the_clock_is_utc_whatever_the_offset() {
        OffsetDateTime late = OffsetDateTime.parse("2026-03-26T23:45:12-05:00");

        assertThat(RunId.of(late, "m", Optional.empty(), 1)).startsWith("20260327_044512_");
        assertThat(RunId.day(late)).isEqualTo("2026-03-27");
    }

    @Test
    void a_model_without_slug_is_called_run() {
        assertThat(RunId.of(TIME, "///", Optional.of("--"), 1)).isEqualTo("20260326_214512_run");
        assertThat(RunId.of(TIME, "../../x", Optional.empty(), 1)).isEqualTo("20260326_214512_x");
    }

    @Test
    void the_second_of_a_name_ends_in_02_and_the_hundredth_in_100() {
        assertThat(RunId.of(TIME, "m", Optional.empty(), 2)).isEqualTo("20260326_214512_m_02");
        assertThat(RunId.of(TIME, "m", Optional.empty(), 100)).isEqualTo("20260326_214512_m_100");
    }

    @Test
    void the_longest_run_id_has_120_bytes_with_its_suffix() {
        String id = RunId.of(TIME, "m".repeat(500), Optional.of("s".repeat(500)), 37);

        assertThat(id.getBytes(StandardCharsets.UTF_8)).hasSize(120);
        assertThat(id).endsWith("_37");
    }

    @ParameterizedTest
    @CsvSource({
        "Nano Banana  Pro, nano_banana_pro",
        "'  --Élan vital!-- ', elan_vital",
        "Straße, strasse",
        "Привет мир, privet_mir",
        "Ωμέγα, omega",
        "FLUX.1-dev/schnell, flux_1_dev_schnell",
        "a__b, a_b",
    })
    void letters_beyond_ascii_are_transliterated_where_possible(String text, String slug) {
        assertThat(Slug.of(text)).contains(slug);
    }

    @ParameterizedTest
    @CsvSource({"''", "' '", "'___'", "'日本'"})
    void text_without_usable_characters_has_no_slug(String text) {
        assertThat(Slug.of(text)).isEmpty();
    }
}
