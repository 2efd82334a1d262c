package io.runfolio.media.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.MediaResult;
import io.runfolio.media.image.foreign.FallbackDecoder;
import io.runfolio.settings.ImageSettings;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForeignTilesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"1024, tiles_not_joined", "512, ''"})
    void a_picture_of_which_only_a_tile_was_decoded_is_not_ready(int named, String code) throws Exception {
        byte[] tile = Pictures.encoded(new BufferedImage(512, 512, BufferedImage.TYPE_INT_RGB), "png");
        FallbackDecoder firstTile =
                (source, type, item, scratch) -> Optional.of(write(scratch.resolve("still.png"), tile));
        ProcessorRun bench = new ProcessorRun(folder, new ImageSettings(100, 100, 10, 0xffffff, 4), firstTile);

        MediaResult result = bench.derive("a.heic", heic(named, named));

        assertThat(result.problem().map(MediaResult.Problem::code).orElse("")).isEqualTo(code);
        assertThat(result.derivatives().isEmpty()).isEqualTo(!code.isEmpty());
    }

    /** Returns the head of a HEIC file: its brand, and the size of one item. */
    private static byte[] heic(int width, int height) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(ByteBuffer.allocate(4).putInt(24).array());
        file.writeBytes("ftypheic\0\0\0\0mif1heic".getBytes(StandardCharsets.ISO_8859_1));
        file.writeBytes(ByteBuffer.allocate(20)
                .putInt(20)
                .put("ispe".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(0)
                .putInt(width)
                .putInt(height)
                .array());
        return file.toByteArray();
    }

    private static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
