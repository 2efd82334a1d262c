package io.runfolio.media.image.placeholder;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.image.pixel.AreaAverage;
import io.runfolio.media.image.pixel.Pixels;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private static Pixels filled(int width, int height, int rgba) {
        Pixels pixels = Pixels.blank(width, height, 4);
        fill(pixels, 0, width * height, rgba);
        return pixels;
    }

    private static void fill(Pixels pixels, int from, int to, int rgba) {
        for (int pixel = from; pixel < to; pixel++) {
            for (int channel = 0; channel < 4; channel++) {
                pixels.samples()[4 * pixel + channel] = (byte) (rgba >> 24 - 8 * channel);
            }
        }
    }

    @Test
    void the_dominant_color_is_that_of_the_larger_part_and_not_the_mean() {
        Pixels picture = filled(90, 90, 0x1040a0ff);
        fill(picture, 0, 40 * 90, 0xf0e010ff);
        assertThat(Placeholders.of(picture).dominantColor()).contains("#1040a0");
    }

    @Test
    void similar_colors_on_both_sides_of_a_cell_count_together() {
        Pixels picture = filled(90, 90, 0x7f7f7fff); // last level of a cell
        fill(picture, 0, 30 * 90, 0x818181ff); // first ones of the next
        fill(picture, 30 * 90, 65 * 90, 0x0000ffff); // more than either
        assertThat(Placeholders.of(picture).dominantColor()).contains("#808080");
    }

    @Test
    void transparent_parts_have_no_color() {
        Pixels picture = filled(60, 60, 0x00ff0000);
        fill(picture, 0, 10 * 60, 0x3366ccff);
        assertThat(Placeholders.of(picture).dominantColor()).contains("#3366cc");
    }

    @Test
    void a_fully_transparent_picture_has_a_hash_and_no_dominant_color() {
        assertThat(Placeholders.of(filled(60, 60, 0x12345600)).dominantColor()).isEmpty();
        assertThat(Placeholders.of(filled(60, 60, 0x12345600)).thumbHash()).isPresent();
    }

    @Test
    void an_area_average_is_the_mean_of_each_block_weighted_by_alpha() {
        Pixels picture = filled(5, 4, 0x64c80aff);
        fill(picture, 0, 1, 0xffffff00);
        Pixels small = AreaAverage.reduce(picture, 3);
        assertThat(small.width()).isEqualTo(3);
        assertThat(small.height()).isEqualTo(2);
        assertThat(small.samples()).containsSubsequence(100, 200, 10, 191, 100, 200, 10, 255);
    }

    @Test
    void a_placeholder_of_a_thumb_costs_little() {
        Pixels thumb = Pixels.blank(480, 480, 3);
        new Random(1).nextBytes(thumb.samples());
        for (int warm = 0; warm < 200; warm++) {
            Placeholders.of(thumb);
        }
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long begun = CPU.getCurrentThreadCpuTime();
            for (int each = 0; each < 10; each++) {
                Placeholders.of(thumb);
            }
            best = Math.min(best, (CPU.getCurrentThreadCpuTime() - begun) / 10);
        }
        assertThat(best).as("ns of CPU").isLessThan(5_000_000);
    }
}
