package io.runfolio.media.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.runfolio.media.MediaResult;
import io.runfolio.media.child.ChildCommand;
import io.runfolio.media.child.ChildResult;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeKind;
import io.runfolio.settings.MediaSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs an ffmpeg on PATH; passed over without one. */
class FfmpegStillDecoderIT {
    private static final Optional<Path> PROGRAM = Arrays.stream(
                    System.getenv().getOrDefault("PATH", "").split(":"))
            .map(folder -> Path.of(folder, "ffmpeg"))
            .filter(Files::isExecutable)
            .findFirst();

    @TempDir
    Path folder;

    @BeforeEach
    void needsTheProgram() {
        assumeTrue(PROGRAM.isPresent(), "no ffmpeg on PATH");
    }

    @Test
    void jpeg_2000_gets_both_derivatives() throws Exception {
        byte[] jp2 = made("a.jp2", "-c:v", "jpeg2000");
        MediaResult result = bench().exact().derive("b.jp2", jp2);
        assertThat(result.problem()).isEmpty();
        assertThat(result.facts().mimeType()).hasValue("image/jp2");
        assertThat(Pictures.difference(
                        Workbench.pixels(result, DerivativeKind.WEB), Pictures.pixels(Pictures.scene(96, 64))))
                .isLessThan(3);
    }

    @Test
    void avif_gets_both_derivatives() throws Exception {
        byte[] avif = made("a.avif", "-c:v", "libaom-av1", "-still-picture", "1", "-crf", "10", "-cpu-used", "8");
        MediaResult result = bench().exact().derive("b.avif", avif);
        assertThat(result.problem()).isEmpty();
        assertThat(result.facts().width()).hasValue(96);
        assertThat(Pictures.difference(
                        Workbench.pixels(result, DerivativeKind.WEB), Pictures.pixels(Pictures.scene(96, 64))))
                .isLessThan(5);
    }

    @Test
    void a_broken_one_has_failed() throws Exception {
        byte[] jp2 = made("a.jp2", "-c:v", "jpeg2000");
        Arrays.fill(jp2, 60, jp2.length, (byte) 0x33);
        MediaResult result = bench().derive("b.jp2", jp2);
        assertThat(result.state()).isEqualTo(AssetState.FAILED);
        assertThat(result.problem().orElseThrow().code()).isEqualTo("corrupt");
    }

    private Workbench bench() {
        FallbackDecoder decoder = new FfmpegStillDecoder(
                FfmpegStillDecoderIT::run, PROGRAM.orElseThrow(), Duration.ofSeconds(30), 0, 100);
        return new Workbench(folder, MediaSettings.defaults().image(), decoder);
    }

    /** Makes a file of the scene by the program; passed over if its encoder is not built in. */
    private byte[] made(String name, String... codec) throws Exception {
        Path png = Files.write(folder.resolve("scene.png"), Pictures.encoded(Pictures.scene(96, 64), "png"));
        Path made = folder.resolve(name);
        List<String> arguments = new ArrayList<>(List.of("-y", "-nostdin", "-i", png.toString()));
        arguments.addAll(List.of(codec));
        arguments.add(made.toString());
        ChildResult result = run(new ChildCommand(
                PROGRAM.orElseThrow(), arguments, folder, Duration.ofSeconds(60), 1 << 16, 1 << 16, 0, 0));
        assumeTrue(result.succeeded(), "this ffmpeg cannot make " + name);
        return Files.readAllBytes(made);
    }

    private static ChildResult run(ChildCommand command) {
        List<String> words = new ArrayList<>(List.of(command.program().toString()));
        words.addAll(command.arguments());
        try {
            Path log = Files.createTempFile(command.workingFolder(), "said", ".log");
            int exit = new ProcessBuilder(words)
                    .directory(command.workingFolder().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start()
                    .waitFor();
            return new ChildResult(exit, new byte[0], Files.readAllBytes(log), false, Duration.ZERO);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
