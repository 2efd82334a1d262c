package io.runfolio.media.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.Derivative;
import io.runfolio.media.MediaResult;
import io.runfolio.media.image.foreign.FallbackDecoder;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.settings.ImageSettings;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageProcessorTest {
    @TempDir
    Path folder;

    @Test
    void web_and_thumb_have_sizes_formats_and_checksums_of_the_contract() throws Exception {
        BufferedImage scene = Pictures.scene(2000, 1000);
        MediaResult result = new ProcessorRun(folder).derive("a.png", Pictures.encoded(scene, "png"));
        assertThat(result.state()).isEqualTo(AssetState.READY);
        assertThat(result.facts().width()).hasValue(2000);
        assertThat(result.facts().mimeType()).hasValue("image/png");
        Derivative web = ProcessorRun.one(result, DerivativeKind.WEB);
        assertThat(web.mimeType()).isEqualTo("image/webp");
        assertThat(web.width()).isEqualTo(1600);
        assertThat(web.height()).isEqualTo(800);
        assertThat(web.bytes()).isEqualTo(Files.size(web.file()));
        assertThat(web.sha256()).hasValue(io.runfolio.TestWorkspace.sha256(web.file()));
        Derivative thumb = ProcessorRun.one(result, DerivativeKind.THUMB);
        assertThat(thumb.width()).isEqualTo(384);
        assertThat(thumb.height()).isEqualTo(192);
        Pixels expected = Pictures.pixels(Pictures.scene(1600, 800));
        assertThat(Pictures.difference(ProcessorRun.pixels(result, DerivativeKind.WEB), expected))
                .isLessThan(3);
        assertThat(files()).containsExactlyInAnyOrder("web.webp", "thumb.webp");
        assertThat(result.details()).containsKey("placeholder");
    }

    @Test
    void a_small_picture_is_not_enlarged_unless_asked() throws Exception {
        byte[] png = Pictures.encoded(Pictures.scene(100, 50), "png");
        Derivative kept = ProcessorRun.one(new ProcessorRun(folder).derive("a.png", png), DerivativeKind.WEB);
        assertThat(kept.width()).isEqualTo(100);
        DerivativeSettings larger =
                new DerivativeSettings(200, "jpg", 82, 150, "png", 76, 1280, 640, "jpg", true, false);
        MediaResult result = new ProcessorRun(folder).with(larger).derive("a.png", png);
        assertThat(ProcessorRun.one(result, DerivativeKind.WEB).width()).isEqualTo(200);
        assertThat(ProcessorRun.one(result, DerivativeKind.WEB).mimeType()).isEqualTo("image/jpeg");
        assertThat(ProcessorRun.one(result, DerivativeKind.WEB).sha256()).isEmpty();
        assertThat(ProcessorRun.one(result, DerivativeKind.THUMB).mimeType()).isEqualTo("image/png");
    }

    @Test
    void inspect_returns_facts_and_writes_nothing() throws Exception {
        MediaResult result =
                new ProcessorRun(folder).inspect("a.jpg", Pictures.encoded(Pictures.scene(64, 48), "jpeg"));
        assertThat(result.state()).isEqualTo(AssetState.READY);
        assertThat(result.facts().height()).hasValue(48);
        assertThat(result.details()).containsEntry("sniffed_type", "image/jpeg").containsEntry("frame_count", 1);
        assertThat(files()).isEmpty();
    }

    @Test
    void a_wrong_extension_is_a_warning_and_the_type_is_from_the_content() throws Exception {
        MediaResult result = new ProcessorRun(folder).derive("a.png", Pictures.encoded(Pictures.scene(64, 48), "jpeg"));
        assertThat(result.state()).isEqualTo(AssetState.READY);
        assertThat(result.facts().mimeType()).hasValue("image/jpeg");
        assertThat(result.warnings())
                .singleElement()
                .asString()
                .contains(".png")
                .contains("image/jpeg");
    }

    @Test
    void an_unknown_output_format_is_reported_as_bad_settings() throws Exception {
        DerivativeSettings odd = new DerivativeSettings(200, "tga", 82, 150, "png", 76, 1280, 640, "jpg", true, false);
        MediaResult result =
                new ProcessorRun(folder).with(odd).derive("a.png", Pictures.encoded(Pictures.scene(8, 8), "png"));
        assertThat(result.problem().orElseThrow().code()).isEqualTo("bad_settings");
    }

    @Test
    void limits_hold_before_anything_is_decoded() throws Exception {
        byte[] png = Pictures.encoded(Pictures.scene(1200, 1000), "png");
        ProcessorRun tight =
                new ProcessorRun(folder, new ImageSettings(1, 100, 10, 0xffffff, 4), FallbackDecoder.none());
        MediaResult result = tight.derive("a.png", png);
        assertThat(result.state()).isEqualTo(AssetState.FAILED);
        assertThat(result.problem().orElseThrow().code()).isEqualTo("too_many_pixels");
        assertThat(result.facts().width()).hasValue(1200);
        assertThat(files()).isEmpty();
    }

    @Test
    void noise_after_a_good_signature_fails_as_corrupt() throws Exception {
        byte[] png = Pictures.encoded(Pictures.scene(64, 64), "png");
        Arrays.fill(png, 8, png.length, (byte) 0x5a);
        MediaResult result = new ProcessorRun(folder).derive("a.png", png);
        assertThat(result.state()).isEqualTo(AssetState.FAILED);
        assertThat(result.problem().orElseThrow().code()).isEqualTo("corrupt");
        assertThat(files()).isEmpty();
    }

    @Test
    void a_file_that_is_no_picture_is_unsupported() throws Exception {
        MediaResult text = new ProcessorRun(folder).derive("a.png", "hello".getBytes());
        assertThat(text.state()).isEqualTo(AssetState.UNSUPPORTED);
        assertThat(text.problem().orElseThrow().code()).isEqualTo("unsupported_format");
        MediaResult noise = new ProcessorRun(folder).derive("c.png", new byte[] {1, -2, 3, 0, 99, -100, 7, 0});
        assertThat(noise.problem().orElseThrow().code()).isEqualTo("unknown_format");
        MediaResult empty = new ProcessorRun(folder).derive("b.png", new byte[0]);
        assertThat(empty.problem().orElseThrow().reason()).isEqualTo("The file is empty");
        MediaResult svg = new ProcessorRun(folder).derive("a.svg", "<svg/>".getBytes());
        assertThat(svg.problem().orElseThrow().code()).isEqualTo("no_decoder");
    }

    private String[] files() throws Exception {
        Path out = folder.resolve("out");
        if (!Files.exists(out)) {
            return new String[0];
        }
        try (Stream<Path> all = Files.list(out)) {
            return all.map(file -> file.getFileName().toString()).toArray(String[]::new);
        }
    }
}
