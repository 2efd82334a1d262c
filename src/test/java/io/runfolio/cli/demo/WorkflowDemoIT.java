package io.runfolio.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.JavaProgram;
import io.runfolio.cli.RunfolioCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code runfolio demo --workflows} in a process, and the check of {@code .ci} on what it leaves. Runs in the long form
 * only, as {@code .ci/run} does the same with the packaged program.
 */
@EnabledIfSystemProperty(named = "runfolio.long", matches = "true")
class WorkflowDemoIT {
    @TempDir
    Path folder;

    @Test
    void two_runs_with_and_without_a_report_differ_only_in_the_skipped_step() throws Exception {
        Path demo = folder.resolve("a demo");
        String first = demo(demo);
        assertThat(first)
                .contains("step-1  Research: completed", "step-1  Research: skipped", "is approved")
                .containsPattern("Research +completed +skipped")
                .containsPattern("child runs +1 +0")
                .containsPattern("source artifacts +1 +1");
        check(demo);

        String second = demo(demo);
        assertThat(second).doesNotContain("is approved").contains("step-1  Research: skipped");
        check(demo);
    }

    private String demo(Path demo) throws Exception {
        return run(JavaProgram.command(
                List.of(), RunfolioCommand.class, List.of("demo", "--workflows", "--into", demo.toString())));
    }

    private void check(Path demo) throws Exception {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ".ci/CheckWorkflowDemo.java",
                demo.toString());
        assertThat(run(command)).contains("checks passed on 3 runs");
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(output);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}
