package io.runfolio.workflow.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureSizeTest {
    @TempDir
    Path folder;

    private static byte[] picture(String format, int width, int height) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format, bytes))
                .isTrue();
        return bytes.toByteArray();
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("picture"), bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "webp"})
    void the_size_is_read_from_the_start_of_the_file(String format) throws IOException {
        assertThat(PictureSize.of(write(picture(format, 300, 7)))).contains(new PictureSize(300, 7));
        assertThat(PictureSize.of(write(picture(format, 1, 1025)))).contains(new PictureSize(1, 1025));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "webp"})
    void a_damaged_file_has_a_size_or_none(String format) throws IOException {
        byte[] whole = picture(format, 300, 7);
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            byte[] damaged = Arrays.copyOf(whole, random.nextInt(Math.min(64, whole.length)));
            if (damaged.length > 0) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            assertThat(PictureSize.of(write(damaged))).isNotNull();
        }
        assertThat(PictureSize.of(write(whole))).contains(new PictureSize(300, 7));
    }

    @Test
    void other_files_have_no_size() throws IOException {
        assertThat(PictureSize.of(write(new byte[0]))).isEmpty();
        assertThat(PictureSize.of(write("Hello, this is a text.".getBytes()))).isEmpty();
        assertThat(PictureSize.of(folder)).isEmpty();
        assertThat(PictureSize.of(folder.resolve("missing"))).isEmpty();
    }
}
