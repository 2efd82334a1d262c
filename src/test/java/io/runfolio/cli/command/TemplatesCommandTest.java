package io.runfolio.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.cli.RunfolioCommand;
import io.runfolio.cli.output.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplatesCommandTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private int templates(String... command) {
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            List<String> words = new ArrayList<>(command.length == 0 ? List.of("templates") : List.of(command));
            words.addAll(List.of("--set", "runfolio.templates=" + folder));
            return RunfolioCommand.execute(words.toArray(String[]::new));
        } finally {
            System.setOut(before);
        }
    }

    @Test
    void templates_are_listed_and_an_unusable_file_shows_in_the_exit_code() throws IOException {
        Files.copy(Path.of("samples", "templates", "poster.json"), folder.resolve("poster.json"));
        assertThat(templates()).isEqualTo(ExitCode.OK);
        assertThat(printed.toString(StandardCharsets.UTF_8)).containsPattern("poster +1 +visual +poster +Poster");

        Files.writeString(folder.resolve("bad.json"), "{}");
        assertThat(templates()).isEqualTo(ExitCode.NOT_READY);
    }

    @Test
    void versions_are_listed_with_their_state_and_successor() throws IOException {
        String poster = Files.readString(Path.of("samples", "templates", "poster.json"));
        Files.writeString(folder.resolve("two.json"), poster.replace("\"version\": \"1\"", "\"version\": \"2\""));
        Files.writeString(
                folder.resolve("one.json"),
                poster.replace(
                        "\"version\": \"1\"",
                        "\"version\": \"1\", \"deprecated\": true, \"supersededBy\": \"poster\""));

        assertThat(templates()).isEqualTo(ExitCode.OK);

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsPattern("poster +2 .*canonical\\s")
                .containsPattern("poster +1 .*deprecated: use poster");
    }

    @Test
    void doctor_names_file_path_and_cure_of_the_first_mistake_and_counts_the_others() throws IOException {
        String poster = Files.readString(Path.of("samples", "templates", "poster.json"));
        Files.writeString(
                folder.resolve("bad.json"),
                poster.replace("\"text_to_image\"}", "\"draw\", \"promptTemplate\": \"{intake.promt} {topic}\"}"));

        templates("doctor");

        assertThat(printed.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " "))
                .contains("bad.json: steps[0].promptTemplate refers to {intake.promt}, and intakeSchema has no promt: "
                        + "write prompt instead of promt (runfolio templates shows 1 more)");
    }
}
