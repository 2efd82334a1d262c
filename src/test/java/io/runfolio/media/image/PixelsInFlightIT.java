package io.runfolio.media.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many huge pictures at once in a process with little heap, which together would exceed it many times. */
class PixelsInFlightIT {
    @TempDir
    Path folder;

    @Test
    void many_huge_pictures_wait_for_each_other_and_none_exhausts_the_heap() throws Exception {
        BufferedImage color = Pictures.scene(4_000, 4_000);
        byte[] png = Pictures.encoded(color, "png");
        byte[] jpeg = Pictures.encoded(color, "jpg");
        for (int at = 0; at < 4; at++) {
            Files.write(folder.resolve(at + ".png"), png);
            Files.write(folder.resolve(at + ".jpg"), jpeg);
        }
        BufferedImage gray = new BufferedImage(4_000, 3_000, BufferedImage.TYPE_USHORT_GRAY);
        Files.write(folder.resolve("8.png"), Pictures.encoded(gray, "png"));
        Files.write(
                folder.resolve("9.tif"),
                new TiffFile(2_000, 2_000, 3, 32)
                        .tag(TiffFile.SAMPLE_FORMAT, 3, 3, 3)
                        .samples(new byte[2_000 * 2_000 * 12])
                        .bytes());

        List<String> said = run("-Xmx200m", "16");

        assertThat(said).hasSize(10).allSatisfy(line -> assertThat(line).endsWith(" READY -"));
    }

    @Test
    void a_picture_that_cannot_fit_the_heap_is_refused_and_the_next_one_is_processed() throws Exception {
        BufferedImage wide = new BufferedImage(9_900, 9_900, BufferedImage.TYPE_BYTE_BINARY);
        Files.write(folder.resolve("a.png"), Pictures.encoded(wide, "png"));
        Files.write(folder.resolve("b.png"), Pictures.encoded(Pictures.scene(100, 100), "png"));

        List<String> said = run("-Xmx200m", "16");

        assertThat(said).containsExactly("a.png FAILED too_much_memory", "b.png READY -");
    }

    private List<String> run(String heap, String inFlight) throws Exception {
        Path log = folder.resolveSibling(folder.getFileName() + ".log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap,
                        "-XX:+UseSerialGC",
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManyHugePictures.class.getName(),
                        folder.toString(),
                        inFlight)
                .redirectError(log.toFile())
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(log)).isZero();
        Files.delete(log);
        return said.lines().toList();
    }
}
