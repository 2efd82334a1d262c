package io.runfolio.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.cli.output.ExitCode;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeapGuardIT {
    @ParameterizedTest
    @ValueSource(strings = {"uncaught", "uncaught, and the end fails at first", "logged", "swallowed"})
    void a_used_up_heap_ends_the_process_on_whichever_thread(String how) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx24m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HeapGuardProgram.class.getName(),
                        how)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isEqualTo(ExitCode.FAILURE);
        } finally {
            process.destroyForcibly();
        }
    }
}
