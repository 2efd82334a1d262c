package io.runfolio.media.image.pixel;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.MediaResult;
import io.runfolio.media.image.Containers;
import io.runfolio.media.image.Pictures;
import io.runfolio.media.image.ProcessorRun;
import io.runfolio.run.DerivativeKind;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrientationTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void all_eight_orientations_give_the_same_upright_picture(Containers container) throws Exception {
        BufferedImage upright = Pictures.scene(96, 64);
        for (int tag = 1; tag <= 8; tag++) {
            byte[] file = container.hold(stored(upright, tag), Containers.orientation(tag), new byte[0]);
            MediaResult result = new ProcessorRun(folder).exact().derive("a." + container.extension, file);
            assertThat(result.problem()).isEmpty();
            assertThat(result.facts().width()).as("displayed width of %d", tag).hasValue(96);
            assertThat(Pictures.difference(ProcessorRun.pixels(result, DerivativeKind.WEB), Pictures.pixels(upright)))
                    .as("orientation %d", tag)
                    .isLessThan(3);
            byte[] web = Files.readAllBytes(
                    ProcessorRun.one(result, DerivativeKind.WEB).file());
            assertThat(new String(web, StandardCharsets.ISO_8859_1)).doesNotContain("eXIf");
        }
    }

    /**
     * Returns a picture as a camera held that way stores it.
     *
     * <p>The inverse of what the tag asks of a viewer, by the platform's own drawing.
     */
    private static BufferedImage stored(BufferedImage upright, int tag) {
        int width = upright.getWidth();
        int height = upright.getHeight();
        AffineTransform there =
                switch (tag) {
                    case 2 -> new AffineTransform(-1, 0, 0, 1, width, 0);
                    case 3 -> new AffineTransform(-1, 0, 0, -1, width, height);
                    case 4 -> new AffineTransform(1, 0, 0, -1, 0, height);
                    case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
                    case 6 -> new AffineTransform(0, -1, 1, 0, 0, width);
                    case 7 -> new AffineTransform(0, -1, -1, 0, height, width);
                    case 8 -> new AffineTransform(0, 1, -1, 0, height, 0);
                    default -> new AffineTransform();
                };
        BufferedImage stored = tag < 5
                ? new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB)
                : new BufferedImage(height, width, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = stored.createGraphics();
        graphics.drawImage(upright, there, null);
        graphics.dispose();
        return stored;
    }
}
