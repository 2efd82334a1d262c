package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.run.AssetKind;
import io.runfolio.run.RunRequest;
import io.runfolio.settings.RunfolioSettings;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Plain calls from a program whose class path has none of Camel, as docs/embedding.md allows. */
class WithoutCamelIT extends WorkspaceTestBase {

    /** Arguments: the folder of a workspace with {@code media/a.png}. */
    static final class Program {
        public static void main(String[] arguments) {
            Path root = Path.of(arguments[0]);
            RunfolioSettings settings =
                    RunfolioSettings.of(root.resolve("inbox"), root.resolve("outputs"), root.resolve("media"));
            try (Runfolio runfolio = Runfolio.open(settings)) {
                runfolio.createRunArtifact(RunRequest.builder("succeeded", "plain")
                        .output(AssetKind.IMAGE, "a.png")
                        .build());
            }
        }
    }

    @Test
    void a_run_is_bundled_without_classes_of_camel() throws Exception {
        testWorkspace.writePicture("a.png", 40, 30, 1);
        String classPath = Stream.of(System.getProperty("java.class.path").split("[" + File.pathSeparator + "\n]"))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("camel-"))
                .collect(Collectors.joining(File.pathSeparator));
        Path log = folder.resolve("program.log");

        Process program = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        Program.class.getName(),
                        testWorkspace.root.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();

        assertThat(program.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(program.exitValue()).as(Files.readString(log)).isZero();
        assertThat(testWorkspace.bundles()).hasSize(1);
    }
}
