package io.runfolio.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.settings.RenditionSpec.Mode;
import io.runfolio.settings.RenditionSpec.Position;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenditionSpecTest {

    private static List<RenditionSpec> read(Map<String, String> values) {
        return RunfolioSettings.from(values).media().image().renditions();
    }

    @Test
    void there_are_no_renditions_unless_they_are_configured() {
        assertThat(read(Map.of())).isEmpty();
    }

    @Test
    void every_option_is_parsed() {
        RenditionSpec spec = read(Map.of(
                        "runfolio.image.renditions.card",
                        "fill 640x360 position=top-left background=#102030 watermark=/logo.png watermark-position=top"
                                + " watermark-opacity=0.25 format=jpg quality=70"))
                .get(0);
        assertThat(spec)
                .isEqualTo(new RenditionSpec(
                        "card",
                        Mode.FILL,
                        640,
                        360,
                        Position.TOP_LEFT,
                        0x102030,
                        java.util.Optional.of(new RenditionSpec.Watermark(Path.of("/logo.png"), Position.TOP, 0.25f)),
                        "jpg",
                        70,
                        false));
    }

    @Test
    void missing_fields_have_defaults() {
        RenditionSpec spec =
                read(Map.of("runfolio.image.renditions.icon", "square 64")).get(0);
        assertThat(spec)
                .isEqualTo(new RenditionSpec(
                        "icon",
                        Mode.SQUARE,
                        64,
                        64,
                        Position.CENTER,
                        0xffffff,
                        java.util.Optional.empty(),
                        "webp",
                        82,
                        false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fit",
                "fit 640",
                "square 10x20",
                "stretch 10x10",
                "fit 0x10",
                "fit 10x5000",
                "fit 10x10 quality=0",
                "fit 10x10 quality=101",
                "fit 10x10 format=gif",
                "fit 10x10 position=middle",
                "fit 10x10 background=white",
                "fit 10x10 watermark-opacity=1.5",
                "fit 10x10 made=sealing",
                "fit 10x10 sharpen",
            })
    void an_invalid_specification_is_refused_with_its_key_and_form(String text) {
        assertThatThrownBy(() -> read(Map.of("runfolio.image.renditions.card", text)))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("runfolio.image.renditions.card=" + text)
                .hasMessageContaining("fill WxH");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"runfolio.image.renditions.Big", "runfolio.image.renditions.", "runfolio.image.renditions.a/b"})
    void an_invalid_name_is_refused(String key) {
        assertThatThrownBy(() -> read(Map.of(key, "fit 10x10")))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(key);
    }
}
