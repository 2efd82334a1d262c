package io.runfolio.media.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.MediaResult;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeKind;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Intact JPEG files that the platform's reader refuses. */
class OddJpegTest {
    /** Returns the position behind the start and the JFIF segment, which the platform's writer makes. */
    private static final int BEHIND_JFIF = 2 + 18;

    @TempDir
    Path folder;

    static List<Arguments> segmentsThatContradictThePicture() {
        return List.of(
                Arguments.of("a profile that is empty", segment(0xe2, profilePart(1, 1, new byte[0]))),
                Arguments.of(
                        "a profile whose parts have one number",
                        Containers.join(
                                segment(0xe2, profilePart(1, 2, new byte[200])),
                                segment(0xe2, profilePart(1, 2, new byte[200])))),
                Arguments.of(
                        "a profile of inks",
                        segment(0xe2, profilePart(1, 1, TableProfiles.cmyk(TableProfiles.Encoding.MFT1)))),
                Arguments.of(
                        "a mark of four inks",
                        segment(0xee, Containers.join("Adobe".getBytes(ISO_8859_1), new byte[] {0, 100, 0, 0, 0, 0, 2
                        }))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("segmentsThatContradictThePicture")
    void a_segment_that_contradicts_the_picture_is_ignored(String name, byte[] segment) throws Exception {
        byte[] plain = Pictures.encoded(Pictures.scene(160, 96), "jpg");
        MediaResult result = new ProcessorRun(folder).exact().derive("a.jpg", with(plain, segment));
        assertThat(result.state()).as("%s", result.problem()).isEqualTo(AssetState.READY);
        BufferedImage expected = ImageIO.read(new ByteArrayInputStream(plain));
        assertThat(Pictures.difference(ProcessorRun.pixels(result, DerivativeKind.WEB), Pictures.pixels(expected)))
                .isLessThan(0.5);
    }

    @Test
    void lossless_jpeg_of_gray_and_color_is_decoded_exactly() throws Exception {
        BufferedImage scene = Pictures.scene(61, 40);
        for (boolean color : new boolean[] {false, true}) {
            MediaResult result =
                    new ProcessorRun(folder).exact().derive("lossless.jpg", LosslessJpegFile.encoded(scene, color));
            assertThat(result.state()).as("%s", result.problem()).isEqualTo(AssetState.READY);
            Pixels web = ProcessorRun.pixels(result, DerivativeKind.WEB);
            for (int y = 0; y < 40; y++) {
                for (int x = 0; x < 61; x++) {
                    int rgb = scene.getRGB(x, y);
                    assertThat(Pictures.green(web, x, y)).isEqualTo(rgb >> 8 & 0xff);
                    assertThat(Pictures.red(web, x, y)).isEqualTo(color ? rgb >> 16 & 0xff : rgb >> 8 & 0xff);
                    assertThat(Pictures.blue(web, x, y)).isEqualTo(color ? rgb & 0xff : rgb >> 8 & 0xff);
                }
            }
        }
    }

    private static byte[] with(byte[] jpeg, byte[] segment) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, BEHIND_JFIF);
        out.writeBytes(segment);
        out.write(jpeg, BEHIND_JFIF, jpeg.length - BEHIND_JFIF);
        return out.toByteArray();
    }

    private static byte[] segment(int marker, byte[] content) {
        int length = content.length + 2;
        byte[] head = {(byte) 0xff, (byte) marker, (byte) (length >> 8), (byte) length};
        return Containers.join(head, content);
    }

    private static byte[] profilePart(int number, int of, byte[] content) {
        return Containers.join(
                "ICC_PROFILE\0".getBytes(ISO_8859_1), Containers.join(new byte[] {(byte) number, (byte) of}, content));
    }
}
