package io.runfolio.media.image.placeholder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.runfolio.media.image.pixel.Pixels;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares hashes with those of the published encoder, for pictures that a formula describes. */
class ThumbHashTest {

    static Stream<String> vectors() throws IOException {
        try (InputStream in = ThumbHashTest.class.getResourceAsStream("thumbhash.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#"));
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void a_hash_equals_that_of_the_published_encoder(String line) {
        String[] fields = line.split(" ");
        int width = Integer.parseInt(fields[1]);
        int height = Integer.parseInt(fields[2]);
        Pixels picture = picture(fields[0], width, height);
        assertThat(nibbles(ThumbHash.of(picture)))
                .isEqualTo(nibbles(Base64.getDecoder().decode(fields[3])));
    }

    /** Returns the half bytes; a term of 0 is the tie between 7 and 8, which errors of rounding decide. */
    private static List<Integer> nibbles(byte[] hash) {
        return IntStream.range(0, 2 * hash.length)
                .map(at -> (hash[at / 2] & 0xff) >> 4 * (at % 2) & 15)
                .mapToObj(nibble -> nibble == 7 ? 8 : nibble)
                .toList();
    }

    /** The same formulas as for the published encoder. */
    private static Pixels picture(String pattern, int w, int h) {
        Pixels pixels = Pixels.blank(w, h, 4);
        for (int y = 0, at = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                for (int sample : sample(pattern, x, y, w, h)) {
                    pixels.samples()[at++] = (byte) sample;
                }
            }
        }
        return pixels.isOpaque() ? pixels.withoutAlpha() : pixels;
    }

    private static int[] sample(String pattern, int x, int y, int w, int h) {
        return switch (pattern) {
            case "gradient" -> new int[] {255 * x / w, 255 * y / h, 255 * (w - x) / w, 255};
            case "disc" -> {
                int dx = 2 * x - w + 1;
                int dy = 2 * y - h + 1;
                boolean inside = dx * dx * h * h + dy * dy * w * w < w * w * h * h;
                yield inside ? new int[] {230, 60, 30, 255} : new int[] {20, 90, 200, 255};
            }
            case "checks" ->
                ((x >> 2) + (y >> 2)) % 3 != 0 ? new int[] {250, 240, 20, 255} : new int[] {10, 40, 60, 255};
            case "gray" -> {
                int value = (x * 5 + y * 3) % 256;
                yield new int[] {value, value, value, 255};
            }
            case "fade" -> new int[] {200 - 90 * x / w, 255 * y / h, 40 + 30 * x / w, 255 * x / w};
            case "hole" -> new int[] {(y * 11 + x) % 256, 200, x * 7 % 256, 3 * x > w && 4 * y > h ? 0 : 255};
            case "noise" -> {
                int value = (x * 73 + y * 151 + x * y * 31) % 256;
                yield new int[] {value, (value * 7 + x) % 256, (value * 13 + y) % 256, 255};
            }
            default -> throw new IllegalArgumentException(pattern);
        };
    }

    @Property(tries = 200)
    void any_picture_has_a_hash_of_at_most_25_bytes(
            @ForAll @IntRange(min = 1, max = 700) int width,
            @ForAll @IntRange(min = 1, max = 700) int height,
            @ForAll boolean alpha,
            @ForAll byte seed) {
        Pixels picture = Pixels.blank(width, height, alpha ? 4 : 3);
        new Random(seed).nextBytes(picture.samples());
        assertThat(ThumbHash.of(picture)).hasSizeBetween(5, 25);
    }

    @Property(tries = 100)
    void the_mean_of_a_flat_picture_is_its_color(@ForAll byte red, @ForAll byte green, @ForAll byte blue) {
        Pixels flat = Pixels.blank(240, 160, 3);
        for (int at = 0; at < flat.samples().length; at += 3) {
            flat.samples()[at] = red;
            flat.samples()[at + 1] = green;
            flat.samples()[at + 2] = blue;
        }
        byte[] hash = ThumbHash.of(flat);
        int head = hash[0] & 0xff | (hash[1] & 0xff) << 8 | (hash[2] & 0xff) << 16;
        double luma = ((red & 0xff) + (green & 0xff) + (blue & 0xff)) / 3.0 / 255;
        assertThat((head & 63) / 63.0).isCloseTo(luma, within(0.01));
        assertThat((head >> 12 & 63) / 31.5 - 1).isCloseTo(((red & 0xff) - (green & 0xff)) / 255.0, within(0.02));
        assertThat(head >> 18 & 31).as("scale of the terms").isZero();
    }
}
