package io.runfolio.media.image.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.runfolio.settings.RenditionSpec;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.SettingException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenditionMakerTest {
    /** Left half red, right half blue; the upper half of each is the darker one. */
    private static BufferedImage quarters(int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        fill(graphics, new Color(0x800000), 0, 0, width / 2, height / 2);
        fill(graphics, new Color(0x000080), width / 2, 0, width / 2, height / 2);
        fill(graphics, new Color(0xff0000), 0, height / 2, width / 2, height / 2);
        fill(graphics, new Color(0x0000ff), width / 2, height / 2, width / 2, height / 2);
        graphics.dispose();
        return picture;
    }

    private static void fill(Graphics2D graphics, Color color, int x, int y, int width, int height) {
        graphics.setColor(color);
        graphics.fillRect(x, y, width, height);
    }

    private static RenditionSpec spec(String text) {
        return RunfolioSettings.from(Map.of("runfolio.image.renditions.card", text))
                .media()
                .image()
                .renditions()
                .get(0);
    }

    private static BufferedImage make(String text, BufferedImage picture) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(
                new RenditionMaker(spec(text), 4).make(picture, new byte[0]).bytes()));
    }

    @ParameterizedTest
    @CsvSource({
        "fit 100x100, 400, 200, 100, 50",
        "fit 100x100, 200, 400, 50, 100",
        "fit 1000x1000, 400, 200, 400, 200",
        "fill 100x100, 400, 200, 100, 100",
        "fill 100x100, 40, 20, 100, 100",
        "pad 100x100, 400, 200, 100, 100",
        "pad 100x100, 40, 20, 100, 100",
        "square 64, 400, 200, 64, 64",
    })
    void a_rendition_has_the_size_of_its_mode(String spec, int width, int height, int newWidth, int newHeight)
            throws IOException {
        BufferedImage made = make(spec + " format=png", quarters(width, height));
        assertThat(new int[] {made.getWidth(), made.getHeight()}).containsExactly(newWidth, newHeight);
    }

    @ParameterizedTest
    @CsvSource({
        "fill 100x100 position=left, 800000, ff0000",
        "fill 100x100 position=right, 000080, 0000ff",
        "square 100 position=top-left, 800000, ff0000",
    })
    void the_position_decides_which_part_is_kept(String spec, String top, String bottom) throws IOException {
        BufferedImage made = make(spec + " format=png", quarters(400, 200));
        assertThat(rgb(made, 50, 25)).isEqualTo(Integer.parseInt(top, 16));
        assertThat(rgb(made, 50, 75)).isEqualTo(Integer.parseInt(bottom, 16));
    }

    @Test
    void a_padded_picture_is_surrounded_by_the_background() throws IOException {
        BufferedImage made = make("pad 100x100 background=#00ff00 format=png", quarters(400, 200));
        assertThat(rgb(made, 50, 10)).isEqualTo(0x00ff00);
        assertThat(rgb(made, 50, 90)).isEqualTo(0x00ff00);
        assertThat(rgb(made, 20, 40)).isEqualTo(0x800000);
    }

    @Test
    void a_small_picture_is_padded_but_not_enlarged() throws IOException {
        BufferedImage made = make("pad 100x100 background=#00ff00 format=png", quarters(40, 20));
        assertThat(rgb(made, 29, 50)).isEqualTo(0x00ff00);
        assertThat(rgb(made, 35, 43)).isEqualTo(0x800000);
    }

    @Test
    void a_watermark_is_mixed_by_its_opacity(@TempDir Path folder) throws IOException {
        BufferedImage white = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
        fill(white.createGraphics(), Color.WHITE, 0, 0, 20, 20);
        Path mark = folder.resolve("mark.png");
        ImageIO.write(white, "png", mark.toFile());
        BufferedImage made = make("fit 200x200 format=png watermark-opacity=0.5 watermark=" + mark, quarters(200, 200));
        // 0.5 * 255 + 0.5 * 0 and 0.5 * 255 + 0.5 * 255
        assertThat(made.getRaster().getSample(190, 190, 0)).isCloseTo(128, within(2));
        assertThat(made.getRaster().getSample(190, 190, 2)).isEqualTo(255);
        assertThat(rgb(made, 170, 170)).isEqualTo(0x0000ff);
    }

    @Test
    void a_watermark_larger_than_the_rendition_is_reduced(@TempDir Path folder) throws IOException {
        BufferedImage white = new BufferedImage(400, 400, BufferedImage.TYPE_INT_RGB);
        fill(white.createGraphics(), Color.WHITE, 0, 0, 400, 400);
        Path mark = folder.resolve("mark.png");
        ImageIO.write(white, "png", mark.toFile());
        BufferedImage made =
                make("fit 100x100 format=png watermark-position=top-left watermark=" + mark, quarters(200, 200));
        assertThat(rgb(made, 25, 25)).isEqualTo(0xffffff);
        assertThat(rgb(made, 75, 75)).isEqualTo(0x0000ff);
    }

    @Test
    void transparency_is_kept_in_png_and_laid_over_the_background_in_jpeg() throws IOException {
        BufferedImage clear = new BufferedImage(40, 40, BufferedImage.TYPE_INT_ARGB);
        assertThat(make("fit 20x20 format=png", clear).getRGB(5, 5) >>> 24).isZero();
        assertThat(rgb(make("fit 20x20 format=jpg background=#ff00ff quality=100", clear), 5, 5) >> 16)
                .isCloseTo(0xff, within(3));
    }

    @Test
    void a_missing_watermark_is_refused_at_start_by_the_name_of_its_key(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("mark.png"), "no picture");
        for (Path mark : new Path[] {folder.resolve("none.png"), text}) {
            assertThatThrownBy(() -> new RenditionMaker(spec("fit 10x10 watermark=" + mark), 4))
                    .isInstanceOf(SettingException.class)
                    .hasMessageContaining("runfolio.image.renditions.card")
                    .hasMessageContaining(mark.toString());
        }
    }

    private static int rgb(BufferedImage picture, int x, int y) {
        return picture.getRGB(x, y) & 0xffffff;
    }
}
