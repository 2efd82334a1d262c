package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.runfolio.media.MediaResult;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Damaged clips, and pictures that FFmpeg decodes, end in a state and leave nothing behind. The short form takes some
 * copies of each, {@code -Drunfolio.long=true} takes 64 cuts and 200 flips.
 */
class DamagedMediaIT {
    /** A hang is what is looked for; a copy takes a second. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "a.avif, -f lavfi -i testsrc2=size=96x64 -frames:v 1 -c:v libaom-av1 -still-picture 1 -f avif",
        "a.jp2, -f lavfi -i testsrc2=size=96x64 -frames:v 1 -c:v jpeg2000 -f image2",
        "a.mp4, -f lavfi -i testsrc2=size=96x64:rate=10:duration=1 -f lavfi -i sine=duration=1 -c:v mpeg4 -c:a aac",
        "a.webm, -f lavfi -i testsrc2=size=96x64:rate=10:duration=1 -c:v libvpx -deadline realtime",
        "a.mov, -f lavfi -i testsrc2=size=96x64:rate=10:duration=1 -c:v mjpeg -movflags +faststart"
    })
    void every_damaged_copy_gets_a_state_and_leaves_no_files(String name, String words) throws Exception {
        byte[] whole = made(name, words);
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> states = new TreeMap<>();
        Path work = Files.createDirectories(folder.resolve("work"));
        try (Runfolio runfolio = Runfolio.open(new TestWorkspace(folder).settings())) {
            DamagedCopies.of(whole, DamagedCopies.count(64, 4), DamagedCopies.count(200, 6))
                    .forEach(copy -> {
                        String found =
                                assertTimeoutPreemptively(PATIENCE, () -> outcome(runfolio, work, name, copy, wrong));
                        states.merge(found, 1, Integer::sum);
                    });
        }
        System.out.println(name + " " + states); // for who runs the long form
        assertThat(wrong).isEmpty();
    }

    private static String outcome(
            Runfolio runfolio, Path work, String name, DamagedCopies.Copy copy, List<String> wrong) throws IOException {
        Path source = Files.write(work.resolve(name), copy.bytes());
        boolean picture = name.matches(".*\\.(avif|jp2)");
        try {
            MediaResult result = picture
                    ? runfolio.generateImageDerivatives(
                            source, work.resolve("web"), work.resolve("thumb"), DerivativeSettings.defaults())
                    : runfolio.generateVideoDerivatives(
                            source, work.resolve("web"), work.resolve("poster"), DerivativeSettings.defaults());
            return copy.judge(
                    result,
                    result.state() == AssetState.READY || result.derivatives().isEmpty(),
                    wrong);
        } catch (RuntimeException | Error e) {
            wrong.add(copy.name() + ": " + e);
            return "thrown";
        } finally {
            Files.delete(source);
            try (Stream<Path> left = Files.list(work)) {
                left.filter(path -> !path.toString().endsWith(".log")).forEach(path -> {
                    wrong.add(copy.name() + " left " + path.getFileName());
                    path.toFile().delete();
                });
            }
        }
    }

    private byte[] made(String name, String words) throws Exception {
        Path file = folder.resolve("whole-" + name);
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error"));
        command.addAll(List.of(words.split(" ")));
        command.add(file.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        assumeTrue(
                process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0,
                "no ffmpeg here that writes " + name);
        return Files.readAllBytes(file);
    }
}
