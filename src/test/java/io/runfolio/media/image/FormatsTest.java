package io.runfolio.media.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.MediaResult;
import io.runfolio.media.image.foreign.FallbackDecoder;
import io.runfolio.media.image.foreign.UndecodableException;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeKind;
import io.runfolio.settings.MediaSettings;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {
    private static final byte[] AVIF =
            HexFormat.of().parseHex("0000001c667479706176696600000000617669666d696631000000086d646174");

    @TempDir
    Path folder;

    @Test
    void bmp_is_read() throws Exception {
        check("a.bmp", Pictures.encoded(Pictures.scene(61, 40), "bmp"), "image/bmp", 0);
    }

    @Test
    void tiff_is_read() throws Exception {
        check("a.tif", Containers.tiff(Pictures.scene(61, 40), 1, new byte[0]), "image/tiff", 0);
    }

    @Test
    void gif_is_read() throws Exception {
        BufferedImage indexed = new BufferedImage(61, 40, BufferedImage.TYPE_BYTE_INDEXED);
        indexed.createGraphics().drawImage(Pictures.scene(61, 40), 0, 0, null);
        MediaResult result = new ProcessorRun(folder).exact().derive("a.gif", Pictures.encoded(indexed, "gif"));
        assertThat(Pictures.difference(ProcessorRun.pixels(result, DerivativeKind.WEB), Pictures.pixels(indexed)))
                .isZero();
    }

    @Test
    void psd_is_read() throws Exception {
        check("a.psd", psd(Pictures.scene(61, 40)), "image/vnd.adobe.photoshop", 0);
    }

    @Test
    void the_fallback_decodes_other_formats_once_and_its_folder_is_deleted() throws Exception {
        List<Path> folders = new ArrayList<>();
        FallbackDecoder fallback = (source, type, item, scratch) -> {
            folders.add(scratch);
            assertThat(type.mimeType()).isEqualTo("image/avif");
            return Optional.of(write(scratch.resolve("x.png"), Pictures.scene(61, 40)));
        };
        ProcessorRun bench = new ProcessorRun(folder, MediaSettings.defaults().image(), fallback);
        MediaResult result = bench.exact().derive("a.avif", AVIF);
        assertThat(result.state()).isEqualTo(AssetState.READY);
        assertThat(result.facts().mimeType()).hasValue("image/avif");
        assertThat(result.facts().width()).hasValue(61);
        assertThat(Pictures.difference(
                        ProcessorRun.pixels(result, DerivativeKind.WEB), Pictures.pixels(Pictures.scene(61, 40))))
                .isZero();
        assertThat(folders).singleElement().satisfies(one -> assertThat(one).doesNotExist());
    }

    @Test
    void without_a_decoder_the_state_is_unsupported() throws Exception {
        MediaResult result = new ProcessorRun(folder).derive("a.avif", AVIF);
        assertThat(result.state()).isEqualTo(AssetState.UNSUPPORTED);
        assertThat(result.problem().orElseThrow().code()).isEqualTo("no_decoder");
    }

    /** Bare codestreams and files in boxes of JPEG XL. */
    @ParameterizedTest
    @ValueSource(strings = {"ff0afa7f01", "0000000c4a584c200d0a870a00000014667479706a786c20"})
    void formats_without_a_decoder_are_unsupported(String hex) throws Exception {
        MediaResult result =
                new ProcessorRun(folder).derive("a.bin", HexFormat.of().parseHex(hex));
        assertThat(result.state()).isEqualTo(AssetState.UNSUPPORTED);
        assertThat(result.problem().orElseThrow().code()).isEqualTo("no_decoder");
        assertThat(result.derivatives()).isEmpty();
    }

    @Test
    void a_file_that_the_fallback_cannot_decode_has_failed() throws Exception {
        FallbackDecoder fallback = (source, type, item, scratch) -> {
            throw new UndecodableException("corrupt", "The picture could not be decoded.");
        };
        MediaResult result =
                new ProcessorRun(folder, MediaSettings.defaults().image(), fallback).derive("a.avif", AVIF);
        assertThat(result.state()).isEqualTo(AssetState.FAILED);
        assertThat(result.problem().orElseThrow().code()).isEqualTo("corrupt");
    }

    private void check(String name, byte[] file, String mimeType, double tolerance) throws Exception {
        MediaResult result = new ProcessorRun(folder).exact().derive(name, file);
        assertThat(result.problem()).isEmpty();
        assertThat(result.facts().mimeType()).hasValue(mimeType);
        assertThat(result.warnings()).isEmpty();
        assertThat(Pictures.difference(
                        ProcessorRun.pixels(result, DerivativeKind.WEB), Pictures.pixels(Pictures.scene(61, 40))))
                .isLessThanOrEqualTo(tolerance);
    }

    private static Path write(Path file, BufferedImage image) {
        try {
            return Files.write(file, Pictures.encoded(image, "png"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a flat PSD: header, three empty sections, uncompressed planes. */
    private static byte[] psd(BufferedImage image) {
        Pixels pixels = Pictures.pixels(image);
        int plane = image.getWidth() * image.getHeight();
        ByteBuffer file = ByteBuffer.allocate(26 + 12 + 2 + 3 * plane);
        file.put("8BPS\0\1\0\0\0\0\0\0".getBytes(ISO_8859_1)).putShort((short) 3);
        file.putInt(image.getHeight())
                .putInt(image.getWidth())
                .putShort((short) 8)
                .putShort((short) 3);
        file.putInt(0).putInt(0).putInt(0).putShort((short) 0);
        for (int channel = 0; channel < 3; channel++) {
            for (int at = 0; at < plane; at++) {
                file.put(pixels.samples()[3 * at + channel]);
            }
        }
        return file.array();
    }
}
