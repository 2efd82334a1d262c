package io.runfolio.media.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.runfolio.DamagedCopies;
import io.runfolio.media.MediaResult;
import io.runfolio.media.SniffedType.Format;
import io.runfolio.run.AssetState;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damaged pictures end in a state and leave no files.
 *
 * <p>The short form takes some copies of each; {@code -Drunfolio.long=true} takes 64 cuts and 200 flips.
 */
class DamagedPicturesIT {
    /** Limit that only a hang exceeds, as a copy takes milliseconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    static Stream<Map.Entry<String, byte[]>> files() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        BufferedImage scene = Pictures.scene(96, 64);
        byte[] turn = Containers.orientation(6);
        for (Containers container : Containers.values()) {
            files.put("plain." + container.extension, container.hold(scene, turn, MatrixProfiles.displayP3()));
        }
        files.put("interlaced.png", Pictures.progressive(scene, "png"));
        files.put("progressive.jpg", Pictures.progressive(scene, "jpeg"));
        files.put("inks.jpg", CmykFiles.jpeg(new int[][] {{0, 90, 255, 0}, {30, 40, 50, 60}}, 2, new byte[0]));
        files.put("moves.gif", AnimatedFiles.of(Format.GIF, 6));
        files.put("moves.png", AnimatedFiles.of(Format.PNG, 6));
        files.put("moves.webp", AnimatedFiles.of(Format.WEBP, 6));
        files.put("still.gif", AnimatedFiles.of(Format.GIF, 1));
        files.put("lossless.webp", Pictures.losslessWebp(scene));
        files.put(
                "float.tiff",
                new TiffFile(40, 30, 3, 32)
                        .tag(TiffFile.SAMPLE_FORMAT, 3, 3, 3)
                        .samples(new byte[40 * 30 * 12])
                        .bytes());
        files.put(
                "big.tiff",
                new TiffFile(40, 30, 3, 16).big().samples(new byte[40 * 30 * 6]).bytes());
        files.put("plain.bmp", Pictures.encoded(scene, "bmp"));
        files.put("inks.psd", CmykFiles.psd(new int[][] {{0, 90, 255, 0}, {30, 40, 50, 60}}));
        return files.entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("files")
    void every_damaged_copy_ends_in_a_state_and_leaves_no_files(Map.Entry<String, byte[]> file) {
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> states = new TreeMap<>();
        ProcessorRun bench = new ProcessorRun(folder);
        DamagedCopies.of(file.getValue(), DamagedCopies.count(64, 16), DamagedCopies.count(200, 40))
                .forEach(copy -> {
                    String found =
                            assertTimeoutPreemptively(PATIENCE, () -> outcome(bench, file.getKey(), copy, wrong));
                    states.merge(found, 1, Integer::sum);
                });
        System.out.println(file.getKey() + " " + states); // progress of the long form
        assertThat(wrong).isEmpty();
    }

    private String outcome(ProcessorRun bench, String name, DamagedCopies.Copy copy, List<String> wrong)
            throws IOException {
        String extension = name.substring(name.lastIndexOf('.'));
        try {
            MediaResult result = bench.derive("a" + extension, copy.bytes());
            return copy.judge(
                    result,
                    (result.state() == AssetState.READY)
                            == (result.derivatives().size() == 2),
                    wrong);
        } catch (RuntimeException | Error e) {
            wrong.add(copy.name() + ": " + e);
            return "thrown";
        } finally {
            try (Stream<Path> left = Files.list(folder.resolve("out"))) {
                left.forEach(path -> {
                    wrong.add(copy.name() + " left " + path.getFileName());
                    path.toFile().delete();
                });
            }
        }
    }
}
