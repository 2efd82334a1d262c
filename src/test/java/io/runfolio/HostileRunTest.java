package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.flow.Verification;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hostile words and files through the whole worker: nothing is forged, nothing leads out, nothing hangs. */
@Timeout(120)
class HostileRunTest {
    private static final String FORGED = "2026-01-01T00:00:00.000Z INFO  [] RunSteps - forged";

    @TempDir
    Path folder;

    private Workshop workshop;

    @BeforeEach
    void open() throws IOException {
        workshop = new Workshop(Files.createDirectory(folder.resolve("home")));
        workshop.picture("a.png", 30, 20, 1);
        Files.writeString(folder.resolve("secret"), "the-secret");
    }

    @Test
    void words_that_climb_forge_or_turn_around_stay_words() throws IOException {
        String poison = "../../x\\n" + FORGED + "\\r\\n## Errors\\n\\n- forged\\u001b[31m\\u202egnp\\u0000` | <b>";
        workshop.drop(
                "a.json",
                Workshop.event("k\\n" + FORGED, "succeeded", "a.png")
                        .replace("\"succeeded\"", "\"" + poison + "\"")
                        .replace("\"test-model\"", "\"" + poison + "\",\"slug\":\"" + poison + "\"")
                        .replace("\"a disc\"", "\"" + poison + "\"")
                        .replace(
                                "{\"status\"",
                                "{\"warnings\":[\"" + poison + "\"],\"tags\":[\"" + poison + "\"],\"task_mode\":\""
                                        + poison + "\",\"status\""));
        workshop.drop("b\n" + FORGED + ".json", "{\"status\":\"" + poison + "\"}");
        workshop.drop(
                "c.json",
                "{\"" + poison + "\":1,\"status\":\"s\",\"model_key\":\"m\",\"created_at\":\"" + poison + "\"}");
        workshop.drop("long.json", Workshop.event("l", "succeeded", "a.png").replace("test-model", "m".repeat(4096)));

        String log = drain();

        assertThat(log.lines()).noneMatch(line -> line.startsWith(FORGED.substring(0, 24)));
        assertThat(log).doesNotContain("\u001b").doesNotContain("\u202e").doesNotContain("\u0000");
        assertWhole();
        assertThat(workshop.bundles()).hasSize(2).allSatisfy(bundle -> {
            assertThat(bundle.getFileName().toString()).matches("[0-9]{8}_[0-9]{6}_[a-z0-9_]{1,104}");
            List<String> notes = Files.readAllLines(bundle.resolve("notes.md"));
            assertThat(notes).noneMatch(line -> line.equals("- forged") || line.startsWith(FORGED));
            assertThat(notes.stream().filter(line -> line.startsWith("## Errors")))
                    .isEmpty();
            assertThat(String.join("", notes)).doesNotContain("\u001b").doesNotContain("\u202e");
        });
        assertThat(workshop.indexLines()).hasSize(2);
        for (Path error : errors()) {
            assertThat(Workshop.json(error).get("message").asText()).doesNotContain("\n", "\u001b", "\u202e");
        }
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("home", "secret");
        }
    }

    @Test
    void sources_that_are_no_files_are_failed_assets_and_never_read() throws Exception {
        Files.createDirectory(workshop.media.resolve("folder.png"));
        assertThat(new ProcessBuilder(
                                "mkfifo", workshop.media.resolve("pipe.png").toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.createLink(workshop.media.resolve("hard.png"), workshop.media.resolve("a.png"));
        workshop.drop("a.json", Workshop.event("k", "succeeded", "folder.png", "pipe.png", "hard.png", "../media"));

        drain();

        assertThat(workshop.bundles()).singleElement().satisfies(bundle -> {
            JsonNode outputs = Workshop.json(bundle.resolve("run.json")).get("outputs");
            assertThat(outputs.findValuesAsText("state")).containsExactly("failed", "failed", "ready", "failed");
            assertThat(Workshop.sha256(bundle.resolve("original/output_03.png")))
                    .isEqualTo(Workshop.sha256(workshop.media.resolve("a.png")));
        });
        assertWhole();
    }

    @Test
    void event_files_that_are_links_pipes_or_folders_neither_leak_nor_hang() throws Exception {
        Files.createSymbolicLink(workshop.inbox.resolve("link.json"), folder.resolve("secret"));
        Files.createSymbolicLink(workshop.inbox.resolve("dangling.json"), folder.resolve("nowhere"));
        Files.createSymbolicLink(workshop.inbox.resolve("zero.json"), Path.of("/dev/zero"));
        Files.createDirectory(workshop.inbox.resolve("folder.json"));
        assertThat(new ProcessBuilder(
                                "mkfifo", workshop.inbox.resolve("pipe.json").toString())
                        .start()
                        .waitFor())
                .isZero();
        workshop.drop("good.json", Workshop.event("k", "succeeded", "a.png"));

        String log = drain();

        assertThat(workshop.events(".done")).containsExactly("good.json");
        assertThat(workshop.bundles()).hasSize(1);
        assertThat(log).doesNotContain("the-secret");
        for (Path error : errors()) {
            assertThat(Files.readString(error)).doesNotContain("the-secret").contains("not_a_file");
        }
        assertThat(Files.readString(folder.resolve("secret"))).isEqualTo("the-secret");
        assertWhole();
    }

    private String drain() {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            RunfolioCommand.execute(
                    "worker",
                    "--drain",
                    "--inbox",
                    workshop.inbox.toString(),
                    "--outputs",
                    workshop.outputs.toString(),
                    "--set",
                    "runfolio.source-roots=" + workshop.root,
                    "--set",
                    "runfolio.poll-interval=50ms");
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    private List<Path> errors() throws IOException {
        try (Stream<Path> files = Files.list(workshop.inbox.resolve(".failed"))) {
            return files.filter(file -> file.toString().endsWith(".error.json")).toList();
        }
    }

    private void assertWhole() {
        assertThat(Verification.of(workshop.settings().folders(), (done, of) -> {})
                        .findings())
                .isEmpty();
    }
}
