package io.runfolio.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.MediaParts;
import io.runfolio.work.NamedRenditions.Made;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedRenditionsTest {
    @TempDir
    private Path folder;

    private static NamedRenditions renditions(String spec) {
        RunfolioSettings settings = RunfolioSettings.from(Map.of("runfolio.image.renditions.card", spec));
        return new NamedRenditions(
                settings.media().image(),
                new ImageRenderer(
                        MediaParts.of(settings, new ProcessChildRunner()).images()));
    }

    private Optional<Made> make(String spec, Path source) {
        NamedRenditions renditions = renditions(spec);
        return renditions
                .make(renditions.find("card").orElseThrow(), source, 0, 0, folder.resolve("made"))
                .made();
    }

    /** JPEG whose EXIF orientation is 6 (rotate 90° clockwise). The red left edge is the upper edge on screen. */
    private Path rotatedJpeg() throws IOException {
        BufferedImage stored = new BufferedImage(200, 100, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = stored.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillRect(0, 0, 100, 100);
        graphics.setColor(Color.BLUE);
        graphics.fillRect(100, 0, 100, 100);
        graphics.dispose();
        Path plain = folder.resolve("plain.jpg");
        ImageIO.write(stored, "jpg", plain.toFile());
        byte[] jpeg = Files.readAllBytes(plain);
        byte[] exif = {
            (byte) 0xff,
            (byte) 0xe1,
            0,
            34,
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            1,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            6,
            0,
            0,
            0,
            0,
            0,
            0
        };
        Path rotated = folder.resolve("rotated.jpg");
        byte[] all = new byte[jpeg.length + exif.length];
        System.arraycopy(jpeg, 0, all, 0, 2);
        System.arraycopy(exif, 0, all, 2, exif.length);
        System.arraycopy(jpeg, 2, all, 2 + exif.length, jpeg.length - 2);
        return Files.write(rotated, all);
    }

    @Test
    void a_rendition_is_made_of_the_picture_as_it_is_displayed() throws IOException {
        Made made = make("fill 60x60 position=top format=png", rotatedJpeg()).orElseThrow();

        BufferedImage picture = ImageIO.read(made.file().toFile());
        assertThat(picture.getWidth()).isEqualTo(60);
        assertThat(new Color(picture.getRGB(30, 5)).getRed()).isGreaterThan(240);
        assertThat(made.bytes()).isEqualTo(Files.size(made.file()));
    }

    @Test
    void nothing_but_the_rendition_is_left_in_its_folder() throws IOException {
        Path source = rotatedJpeg();
        Made made = make("fit 60x60", source).orElseThrow();

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(source, folder.resolve("plain.jpg"), made.file());
        }
    }

    @Test
    void a_file_that_is_no_picture_has_no_rendition_and_the_next_picture_has_one() throws IOException {
        Path text = Files.write(folder.resolve("text.png"), "no picture".getBytes(StandardCharsets.US_ASCII));

        assertThat(make("fit 60x60", text)).isEmpty();
        assertThat(make("fit 60x60", rotatedJpeg())).isPresent();
    }
}
