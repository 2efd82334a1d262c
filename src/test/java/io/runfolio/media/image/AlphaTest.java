package io.runfolio.media.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.runfolio.media.MediaResult;
import io.runfolio.media.image.foreign.FallbackDecoder;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.settings.ImageSettings;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlphaTest {
    @TempDir
    Path folder;

    @Test
    void a_format_without_alpha_gets_the_configured_background() throws Exception {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_ARGB);
        for (int x = 0; x < 64; x++) {
            for (int y = 0; y < 64; y++) {
                image.setRGB(x, y, x / 16 * 85 << 24 | 0x20a0e0);
            }
        }
        DerivativeSettings jpg = new DerivativeSettings(64, "jpg", 100, 64, "jpg", 100, 1280, 640, "jpg", false, true);
        for (int background : new int[] {0xffffff, 0x204060}) {
            ProcessorRun bench =
                    new ProcessorRun(folder, new ImageSettings(100, 100, 10, background, 4), FallbackDecoder.none());
            MediaResult result = bench.with(jpg).derive("a.png", Pictures.encoded(image, "png"));
            Pixels web = ProcessorRun.pixels(result, DerivativeKind.WEB);
            for (int band = 0; band < 4; band++) {
                double alpha = band * 85 / 255.0;
                int x = band * 16 + 8;
                assertThat(Pictures.red(web, x, 32)).isCloseTo(over(0x20, background >> 16, alpha), within(2));
                assertThat(Pictures.green(web, x, 32)).isCloseTo(over(0xa0, background >> 8, alpha), within(2));
                assertThat(Pictures.blue(web, x, 32)).isCloseTo(over(0xe0, background, alpha), within(2));
            }
        }
    }

    @Test
    void a_reduced_picture_has_no_dark_fringe() throws Exception {
        BufferedImage image = new BufferedImage(400, 400, BufferedImage.TYPE_INT_ARGB);
        for (int x = 0; x < 400; x++) {
            for (int y = 0; y < 400; y++) {
                boolean inside = Math.hypot(x - 200, y - 200) < 150;
                image.setRGB(x, y, inside ? 0xffff0000 : 0);
            }
        }
        DerivativeSettings png = new DerivativeSettings(90, "png", 100, 40, "png", 100, 1280, 640, "jpg", false, true);
        MediaResult result = new ProcessorRun(folder).with(png).derive("a.png", Pictures.encoded(image, "png"));
        for (DerivativeKind kind : new DerivativeKind[] {DerivativeKind.WEB, DerivativeKind.THUMB}) {
            Pixels small = ProcessorRun.pixels(result, kind);
            for (int y = 0; y < small.height(); y++) {
                for (int x = 0; x < small.width(); x++) {
                    if (Pictures.alpha(small, x, y) > 0) {
                        assertThat(Pictures.red(small, x, y)).isGreaterThan(250);
                    }
                }
            }
        }
    }

    @Test
    void webp_keeps_alpha() throws Exception {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(5, 5, 0xff00ff00);
        MediaResult result = new ProcessorRun(folder).derive("a.png", Pictures.encoded(image, "png"));
        Pixels web = ProcessorRun.pixels(result, DerivativeKind.WEB);
        assertThat(Pictures.alpha(web, 20, 20)).isZero();
        assertThat(Pictures.alpha(web, 5, 5)).isEqualTo(255);
    }

    private static int over(int color, int background, double alpha) {
        return (int) Math.round(color * alpha + (background & 0xff) * (1 - alpha));
    }
}
