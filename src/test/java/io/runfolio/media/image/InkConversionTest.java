package io.runfolio.media.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.SniffedType.Format;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of inks that are reduced before their colours are converted. */
class InkConversionTest {
    @TempDir
    private Path folder;

    @Test
    void reduced_inks_are_the_mean_of_each_square_and_of_what_there_is_of_it_at_the_edges() {
        WritableRaster inks = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 11, 7, 4, null);
        new Random(1).nextBytes(((DataBufferByte) inks.getDataBuffer()).getData());

        Pixels lights = InkConversion.lights(inks, Optional.empty(), 4);

        assertThat(lights.width()).isEqualTo(3);
        assertThat(lights.height()).isEqualTo(2);
        for (int y = 0; y < 2; y++) {
            for (int x = 0; x < 3; x++) {
                double light = 1 - mean(inks, x, y, 3) / 255;
                for (int colour = 0; colour < 3; colour++) {
                    double expected = (255 - mean(inks, x, y, colour)) * light;
                    int got = lights.samples()[(y * 3 + x) * 3 + colour] & 0xff;
                    assertThat((double) got).isBetween(expected - 1.01, expected + 1.01);
                }
            }
        }
    }

    @Test
    void a_large_jpeg_of_inks_looks_as_if_every_pixel_had_been_converted() throws IOException {
        int width = 3601;
        int height = 2403;
        Pixels scene = Landscapes.of(width, height, 5);
        byte[] stored = new byte[width * height * 4];
        Pixels lights = Pixels.blank(width, height, 3);
        for (int from = 0, to = 0; from < scene.samples().length; from += 3, to += 4) {
            int black = (scene.samples()[from] & 0xff) / 3;
            stored[to + 3] = (byte) (255 - black);
            for (int colour = 0; colour < 3; colour++) {
                stored[to + colour] = scene.samples()[from + colour];
                lights.samples()[from + colour] =
                        (byte) Math.round((scene.samples()[from + colour] & 0xff) * (255 - black) / 255.0);
            }
        }
        WritableRaster raster = Raster.createInterleavedRaster(
                new DataBufferByte(stored, stored.length), width, height, width * 4, 4, new int[] {0, 1, 2, 3}, null);
        Path file = Files.write(folder.resolve("inks.jpg"), Inks.jpeg(raster, 0, new byte[0]));

        Pixels half = StillDecoder.decode(file, Format.JPEG, Reduction.by(2)).pixels();

        assertThat(half.width()).isEqualTo(1801);
        assertThat(half.height()).isEqualTo(1202);
        Size web = new Size(width, height).within(800, false);
        assertThat(Similarity.ssim(Resampler.resize(half, web), Lanczos.resize(lights, web)))
                .isGreaterThan(0.99);
    }

    private static double mean(Raster inks, int x, int y, int ink) {
        double sum = 0;
        int pixels = 0;
        for (int row = y * 4; row < Math.min(y * 4 + 4, inks.getHeight()); row++) {
            for (int column = x * 4; column < Math.min(x * 4 + 4, inks.getWidth()); column++) {
                sum += inks.getSample(column, row, ink);
                pixels++;
            }
        }
        return sum / pixels;
    }
}
