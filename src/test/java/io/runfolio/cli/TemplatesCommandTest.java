package io.runfolio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplatesCommandTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private int templates() {
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            return RunfolioCommand.execute("templates", "--set", "runfolio.templates=" + folder);
        } finally {
            System.setOut(before);
        }
    }

    @Test
    void what_can_be_ordered_is_listed_and_a_file_that_cannot_be_used_shows_in_the_exit_code() throws IOException {
        Files.copy(Path.of("samples", "templates", "poster.json"), folder.resolve("poster.json"));
        assertThat(templates()).isEqualTo(ExitCode.OK);
        assertThat(printed.toString(StandardCharsets.UTF_8)).containsPattern("poster +1 +visual +poster +Poster");

        Files.writeString(folder.resolve("bad.json"), "{}");
        assertThat(templates()).isEqualTo(ExitCode.NOT_READY);
    }
}
