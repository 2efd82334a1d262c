package io.runfolio.media.image.perceptual;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.run.extras.PerceptualHash;
import io.runfolio.run.extras.PerceptualHash.Distance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Measures the distances that the groups of duplicates rest on; docs/retention.md has the table. */
class PerceptualHashesTest {
    private static final int LANDSCAPES = Boolean.getBoolean("runfolio.long") ? 60 : 12;

    private static final List<Pixels> PICTURES =
            new ArrayList<>(TestPictures.samples().values());
    private static List<PerceptualHash> hashes;

    @BeforeAll
    static void sign() {
        PICTURES.addAll(TestPictures.landscapes(LANDSCAPES));
        hashes = PICTURES.stream().map(PerceptualHashesTest::sign).toList();
    }

    @Test
    void another_encoding_or_size_is_the_same_picture() {
        for (Map.Entry<String, UnaryOperator<Pixels>> each :
                TestPictures.reencodings().entrySet()) {
            for (Distance distance : distances(each.getKey(), each.getValue())) {
                assertThat(distance.structure()).as(each.getKey()).isLessThanOrEqualTo(18);
                assertThat(distance.color()).as(each.getKey()).isLessThanOrEqualTo(8);
            }
        }
    }

    @Test
    void a_crop_a_mirror_and_other_colors_are_not_the_same_picture() {
        for (String name : List.of("cropped by 10 % at each side", "mirrored", "red and blue exchanged")) {
            assertThat(distances(name, TestPictures.changes().get(name)))
                    .as(name)
                    .allMatch(distance -> distance.structure() > 18 || distance.color() > 8);
        }
        distances("cropped by 1 % at each side", TestPictures.changes().get("cropped by 1 % at each side"));
        distances("cropped by 3 % at each side", TestPictures.changes().get("cropped by 3 % at each side"));
    }

    @Test
    void neighbors_are_alike_and_not_the_same_picture() {
        for (double shift : new double[] {0.05, 0.1, 0.2, 0.4}) {
            List<Distance> distances = new ArrayList<>();
            for (int seed = 1; seed <= LANDSCAPES; seed++) {
                distances.add(
                        sign(TestPictures.landscape(seed, 0)).distance(sign(TestPictures.landscape(seed, shift))));
            }
            print("neighbor, parts moved by " + Math.round(60 * shift) + " pixels of 512", distances);
            if (shift >= 0.2) {
                assertThat(distances).allMatch(distance -> distance.color() > 8);
            }
        }
    }

    @Test
    void different_pictures_are_far_apart() {
        List<Distance> distances = new ArrayList<>();
        for (int one = 0; one < hashes.size(); one++) {
            for (int other = one + 1; other < hashes.size(); other++) {
                distances.add(hashes.get(one).distance(hashes.get(other)));
            }
        }
        print("different pictures", distances);
        assertThat(distances).allMatch(distance -> distance.color() > 40);
        assertThat(distances.stream()
                        .filter(distance -> distance.structure() <= 12)
                        .count())
                .isLessThanOrEqualTo(distances.size() / 50);
    }

    @Test
    void a_picture_of_one_color_has_no_hash() {
        assertThat(PerceptualHashes.of(Pixels.blank(300, 200, 3))).isEmpty();
        assertThat(PerceptualHashes.of(Pixels.blank(1, 1, 4))).isEmpty();
    }

    @Test
    void the_structure_is_that_of_the_formula() {
        Pixels picture = TestPictures.landscape(3, 0);

        assertThat(sign(picture).structure()).isEqualTo(slowStructure(picture));
    }

    @Test
    void the_json_of_a_hash_has_hex_digits_and_base64() {
        PerceptualHash hash = hashes.get(0);

        assertThat(hash.json().get("structure")).asString().hasSize(16);
        assertThat(hash.json().get("colors")).asString().hasSize(256);
    }

    /** Computes the formula term by term, of cells that are means of whole pixels. */
    private static long slowStructure(Pixels picture) {
        // 512 x 384 is reduced by 4 to 128 x 96: cells of 4 x 3 pixels
        double[][] luma = new double[32][32];
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                for (int block = 0; block < 12; block++) {
                    luma[y][x] += block(picture, x * 4 + block % 4, y * 3 + block / 4) / 12;
                }
            }
        }
        double[] terms = new double[64];
        for (int v = 0; v < 8; v++) {
            for (int u = 0; u < 8; u++) {
                for (int y = 0; y < 32; y++) {
                    for (int x = 0; x < 32; x++) {
                        terms[v * 8 + u] += luma[y][x]
                                * Math.cos(Math.PI * u * (2 * x + 1) / 64)
                                * Math.cos(Math.PI * v * (2 * y + 1) / 64);
                    }
                }
            }
        }
        double[] sorted = terms.clone();
        Arrays.sort(sorted);
        StringBuilder bits = new StringBuilder();
        for (double term : terms) {
            bits.append(term > (sorted[31] + sorted[32]) / 2 ? '1' : '0');
        }
        return Long.parseUnsignedLong(bits.toString(), 2);
    }

    /** Returns the luma of the rounded mean color of 4 × 4 pixels. */
    private static double block(Pixels picture, int blockX, int blockY) {
        double[] sums = new double[3];
        for (int y = 4 * blockY; y < 4 * blockY + 4; y++) {
            for (int x = 4 * blockX; x < 4 * blockX + 4; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    sums[channel] += picture.samples()[(y * picture.width() + x) * 3 + channel] & 0xff;
                }
            }
        }
        return 0.299 * Math.round(sums[0] / 16) + 0.587 * Math.round(sums[1] / 16) + 0.114 * Math.round(sums[2] / 16);
    }

    private static List<Distance> distances(String name, UnaryOperator<Pixels> change) {
        List<Distance> distances = new ArrayList<>();
        for (int at = 0; at < PICTURES.size(); at++) {
            distances.add(hashes.get(at).distance(sign(change.apply(PICTURES.get(at)))));
        }
        print(name, distances);
        return distances;
    }

    private static PerceptualHash sign(Pixels picture) {
        return PerceptualHashes.of(picture).orElseThrow();
    }

    private static void print(String name, List<Distance> distances) {
        int[] bits = distances.stream().mapToInt(Distance::structure).sorted().toArray();
        int[] colors = distances.stream().mapToInt(Distance::color).sorted().toArray();
        System.out.printf(
                "| %s | %d / %d / %d | %d / %d / %d |%n",
                name,
                bits[0],
                bits[bits.length / 2],
                bits[bits.length - 1],
                colors[0],
                colors[colors.length / 2],
                colors[colors.length - 1]);
    }
}
