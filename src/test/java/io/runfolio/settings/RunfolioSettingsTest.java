package io.runfolio.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunfolioSettingsTest {

    @Test
    void settings_have_defaults() {
        RunfolioSettings settings = RunfolioSettings.from(Map.of());

        assertThat(settings.worker().workers()).isEqualTo(2);
        assertThat(settings.event().maxBytes()).isEqualTo(1 << 20);
        assertThat(settings.media().maxBytes()).isEqualTo(512L << 20);
        assertThat(settings.media().image().maxMegapixels()).isEqualTo(100);
        assertThat(settings.media().video().webPolicy()).isEqualTo(VideoSettings.WebPolicy.WHEN_NEEDED);
        assertThat(settings.folders().sourceRoots()).contains(Path.of("").toAbsolutePath());
    }

    @Test
    void the_root_of_a_disk_is_a_source_root_only_if_it_is_configured() {
        FolderSettings preset =
                RunfolioSettings.from(Map.of("runfolio.inbox", "/inbox")).folders();
        assertThat(preset.sourceRoots()).containsExactly(Path.of("").toAbsolutePath());
        assertThat(FolderSettings.hasExcludedDefaultRoot(preset.inbox())).isTrue();
        assertThat(FolderSettings.hasExcludedDefaultRoot(Path.of("/data/inbox")))
                .isFalse();
        assertThat(RunfolioSettings.from(Map.of("runfolio.source-roots", "/"))
                        .folders()
                        .sourceRoots())
                .containsExactly(Path.of("/"));
    }

    @Test
    void sizes_durations_enums_colors_and_paths_are_parsed() {
        RunfolioSettings settings = RunfolioSettings.from(Map.of(
                "runfolio.media.max-bytes", "2GiB",
                "runfolio.video.time-limit", "90s",
                "runfolio.video.engine", "embedded",
                "runfolio.image.background", "#102030",
                "runfolio.source-roots", "/a, /b/../c",
                "camel.main.name", "passed over"));

        assertThat(settings.media().maxBytes()).isEqualTo(2L << 30);
        assertThat(settings.media().video().timeLimit()).isEqualTo(Duration.ofSeconds(90));
        assertThat(settings.media().video().engine()).isEqualTo(VideoSettings.Engine.EMBEDDED);
        assertThat(settings.media().image().background()).isEqualTo(0x102030);
        assertThat(settings.folders().sourceRoots()).containsExactly(Path.of("/a"), Path.of("/c"));
    }

    @ParameterizedTest
    @CsvSource({
        "runfolio.workers, many",
        "runfolio.workers, 0",
        "runfolio.media.max-bytes, 5 apples",
        "runfolio.video.time-limit, 5",
        "runfolio.video.engine, quantum",
        "runfolio.image.background, white",
    })
    void a_wrong_value_names_key_form_and_meaning(String key, String value) {
        assertThatThrownBy(() -> RunfolioSettings.from(Map.of(key, value)))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(value)
                .hasMessageContaining("expected");
    }

    @Test
    void a_misspelt_key_is_not_a_silent_default() {
        assertThatThrownBy(() -> RunfolioSettings.from(Map.of("runfolio.worker", "3")))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("runfolio.workers");
    }

    @ParameterizedTest
    @CsvSource({
        "runfolio.worker, runfolio.workers",
        "runfolio.imge.background, runfolio.image.background",
        "runfolio.max_attempts, runfolio.max-attempts"
    })
    void a_misspelt_key_gets_a_suggestion(String misspelt, String meant) {
        assertThatThrownBy(() -> RunfolioSettings.from(Map.of(misspelt, "3")))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("did you mean " + meant + "?");
    }

    @Test
    void webhooks_without_hosts_to_fetch_from_are_a_warning() {
        Map<String, String> hook = Map.of(
                "runfolio.hooks.fal.adapter", "fal",
                "runfolio.hooks.fal.scheme", "token",
                "runfolio.hooks.fal.secret-file", "fal.key");
        Map<String, String> both = new HashMap<>(hook);
        both.put("runfolio.fetch.allow-hosts", "*.fal.media");

        assertThat(RunfolioSettings.from(hook).lostLinks())
                .hasValueSatisfying(warning -> assertThat(warning).contains("runfolio.fetch.allow-hosts"));
        assertThat(RunfolioSettings.from(both).lostLinks()).isEmpty();
        assertThat(RunfolioSettings.from(Map.of()).lostLinks()).isEmpty();
    }
}
