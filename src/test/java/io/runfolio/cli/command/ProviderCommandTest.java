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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProviderCommandTest {
    @TempDir
    Path folder;

    private String printed;
    private Path documented;

    @BeforeEach
    void writeTheExampleOfTheDocuments() throws IOException {
        Matcher example = Pattern.compile("(?s)```yaml\n(description: .*?)```")
                .matcher(Files.readString(Path.of("docs", "providers.md")));
        assertThat(example.find()).isTrue();
        documented = Files.writeString(folder.resolve("documented.yaml"), example.group(1));
    }

    private int provider(String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        PrintStream both = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            return RunfolioCommand.execute(
                    Stream.concat(Stream.of("provider"), Stream.of(arguments)).toArray(String[]::new));
        } finally {
            System.setOut(out);
            System.setErr(err);
            printed = bytes.toString(StandardCharsets.UTF_8);
        }
    }

    @Test
    void adapters_are_listed_with_the_life_of_their_links() {
        assertThat(provider("list", "--set", "runfolio.providers=" + folder)).isEqualTo(ExitCode.OK);
        assertThat(printed)
                .containsPattern("bfl +10 min +shipped")
                .containsPattern("documented +6 h +/\\S+documented.yaml")
                .containsPattern("replicate +1 h +shipped");
    }

    @Test
    void a_shipped_file_can_be_printed_changed_and_checked() throws IOException {
        assertThat(provider("show", "fal")).isEqualTo(ExitCode.OK);
        Path mine = Files.writeString(folder.resolve("mine.yaml"), printed);
        assertThat(provider("check", mine.toString())).isEqualTo(ExitCode.OK);

        Files.writeString(mine, printed + "colour: red\n");

        assertThat(provider("check", mine.toString())).isEqualTo(ExitCode.REFUSED);
        assertThat(provider("list", "--set", "runfolio.providers=" + folder)).isEqualTo(ExitCode.NOT_READY);
        assertThat(printed).contains("mine.yaml");
        assertThat(provider("show", "nobody")).isEqualTo(ExitCode.FAILURE);
        assertThat(provider("check", folder.resolve("none.yaml").toString())).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void the_example_of_the_documents_maps_its_payload() throws IOException {
        Path payload = Files.writeString(
                folder.resolve("payload.json"),
                """
                {"job": {"id": "j1", "state": "done", "input": {"prompt": "A fox", "seed": 7, "size": "1k"},
                 "files": [{"kind": "log", "href": "https://e.example/log"},
                           {"kind": "result", "href": "https://e.example/a.png", "type": "image/png", "name": "a.png"}],
                 "created": "2026-03-26T11:58:00Z", "finished": 1774526400, "millis": 2500, "price": 0.02}}
                """);

        assertThat(provider("try", documented.toString(), payload.toString())).isEqualTo(ExitCode.OK);

        assertThat(printed)
                .contains("\"idempotency_key\" : \"documented:j1\"", "\"model_key\" : \"studio-1\"")
                .contains("\"source_url\" : \"https://e.example/a.png\"", "\"expires_at\" : \"2026-03-26T18:00:00Z\"")
                .contains("\"run_seconds\" : 2.5", "\"currency\" : \"EUR\"")
                .doesNotContain("\"source_url\" : \"https://e.example/log\"");
    }

    @Test
    void a_payload_that_cannot_be_read_is_refused_with_the_reason() throws IOException {
        Path payload = Files.writeString(folder.resolve("payload.json"), "{\"status\":\"melted\"}");

        assertThat(provider("try", "replicate", payload.toString())).isEqualTo(ExitCode.REFUSED);
        assertThat(printed).contains("The status \"melted\" is not in the map of the adapter replicate.");
    }
}
