package io.runfolio.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.bundle.Bundles;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.run.RunRequest;
import io.runfolio.wiring.Backends;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpgradeCommandTest {
    @TempDir
    Path folder;

    private String printed;

    private int upgrade() {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            return RunfolioCommand.execute("upgrade", "--all", "--set", "runfolio.outputs=" + outputs());
        } finally {
            System.setOut(before);
            printed = out.toString(StandardCharsets.UTF_8);
        }
    }

    private Path outputs() {
        return folder.resolve("outputs");
    }

    private Path seal(String event) {
        return outputs()
                .resolve(Bundles.seal(
                                Backends.outputs(outputs()),
                                RunRequest.builder("succeeded", "flux").build(),
                                event)
                        .runDir());
    }

    @Test
    void the_command_says_that_there_is_nothing_to_do() throws IOException {
        Files.createDirectories(outputs());
        assertThat(upgrade()).isEqualTo(ExitCode.OK);
        assertThat(printed).isEqualTo("there are no bundles\n");
        seal("one");
        assertThat(upgrade()).isEqualTo(ExitCode.OK);
        assertThat(printed).isEqualTo("1 bundle, 1 up to date: nothing to do\n");
        seal("two");
        assertThat(upgrade()).isEqualTo(ExitCode.OK);
        assertThat(printed).isEqualTo("2 bundles, 2 up to date: nothing to do\n");
    }

    @Test
    void a_bundle_of_a_newer_version_is_named_and_changes_the_exit_code() throws IOException {
        Path bundle = seal("one");
        Path record = bundle.resolve("run.json");
        Files.writeString(record, Files.readString(record).replace("\"format_version\": 2", "\"format_version\": 3"));
        assertThat(upgrade()).isEqualTo(ExitCode.NOT_READY);
        assertThat(printed)
                .isEqualTo(bundle.getFileName() + ": left alone: it has format version 3, and this version of Runfolio"
                        + " knows up to 2; use the version that made it\n1 bundle, 0 up to date\n");
    }
}
