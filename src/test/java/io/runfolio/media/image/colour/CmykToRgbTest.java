package io.runfolio.media.image.colour;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.SniffedType.Format;
import io.runfolio.media.image.CmykFiles;
import io.runfolio.media.image.ImageFiles;
import io.runfolio.media.image.PhotoLikePictures;
import io.runfolio.media.image.Pictures;
import io.runfolio.media.image.ProcessorRun;
import io.runfolio.media.image.ReferenceLanczos;
import io.runfolio.media.image.StructuralSimilarity;
import io.runfolio.media.image.TableProfiles;
import io.runfolio.media.image.TiffFile;
import io.runfolio.media.image.format.Reduction;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.media.image.pixel.Size;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CMYK pictures that are reduced before their colors are converted. */
class CmykToRgbTest {
    @TempDir
    private Path folder;

    @Test
    void reduced_cmyk_is_the_mean_of_each_square_also_where_the_edge_cuts_it() {
        WritableRaster inks = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 11, 7, 4, null);
        Random random = new Random(1);
        for (int at = 0; at < 77; at++) {
            inks.setSample(at % 11, at / 11, 3, random.nextInt(256));
        }

        Pixels lights = CmykToRgb.convert(inks, Optional.of(TableProfiles.cmyk(TableProfiles.Encoding.MFT2)), 4);

        assertThat(lights.width()).isEqualTo(3);
        assertThat(lights.height()).isEqualTo(2);
        for (int y = 0; y < 2; y++) {
            for (int x = 0; x < 3; x++) {
                int[] expected = TableProfiles.srgb(TableProfiles.inkLight(0, 0, 0, mean(inks, x, y, 3) / 255));
                for (int color = 0; color < 3; color++) {
                    int got = lights.samples()[(y * 3 + x) * 3 + color] & 0xff;
                    assertThat(got).isBetween(expected[color] - 3, expected[color] + 3);
                }
            }
        }
    }

    @Test
    void a_reduced_cmyk_jpeg_looks_as_if_every_pixel_had_been_converted() throws IOException {
        int width = 901;
        int height = 603;
        Pixels scene = PhotoLikePictures.of(width, height, 5);
        byte[] stored = new byte[width * height * 4];
        Pixels lights = Pixels.blank(width, height, 3);
        for (int from = 0, to = 0; from < scene.samples().length; from += 3, to += 4) {
            int black = 255 - (scene.samples()[from] & 0xff);
            Arrays.fill(stored, to, to + 3, (byte) 255);
            stored[to + 3] = (byte) (255 - black);
            int[] light = TableProfiles.srgb(TableProfiles.inkLight(0, 0, 0, black / 255.0));
            for (int color = 0; color < 3; color++) {
                lights.samples()[from + color] = (byte) light[color];
            }
        }
        WritableRaster raster = Raster.createInterleavedRaster(
                new DataBufferByte(stored, stored.length), width, height, width * 4, 4, new int[] {0, 1, 2, 3}, null);
        byte[] profile = TableProfiles.cmyk(TableProfiles.Encoding.MFT2);
        Path file = Files.write(folder.resolve("inks.jpg"), CmykFiles.jpeg(raster, 0, profile));

        Pixels half = ImageFiles.still(file, Format.JPEG, Reduction.by(2)).pixels();

        assertThat(half.width()).isEqualTo(451);
        assertThat(half.height()).isEqualTo(302);
        Size web = new Size(width, height).within(200, false);
        assertThat(StructuralSimilarity.ssim(ReferenceLanczos.resize(half, web), ReferenceLanczos.resize(lights, web)))
                .isGreaterThan(0.99);
    }

    @Test
    void alpha_of_cmyk_is_kept() throws IOException {
        byte[] samples = new byte[40 * 30 * 5];
        for (int at = 0; at < samples.length; at++) {
            samples[at] = (byte) new int[] {40, 90, 160, 30, 64}[at % 5];
        }
        byte[] tiff = new TiffFile(40, 30, 5, 8)
                .tag(TiffFile.PHOTOMETRIC, 5)
                .tag(TiffFile.EXTRA_SAMPLES, 2)
                .samples(samples)
                .bytes();
        Pixels web = new ProcessorRun(folder).exact().web("a.tif", tiff);
        assertThat(Pictures.alpha(web, 9, 9)).isEqualTo(64);
        // bc9063 by lcms, as in ColorTest
        assertThat(Pictures.red(web, 9, 9)).isBetween(0xbc - 14, 0xbc + 14);
        assertThat(Pictures.green(web, 9, 9)).isBetween(0x90 - 14, 0x90 + 14);
        assertThat(Pictures.blue(web, 9, 9)).isBetween(0x63 - 14, 0x63 + 14);
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
