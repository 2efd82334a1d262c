package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hostile texts and files in a complete run: nothing is forged, escapes or hangs. */
@Tag("slow")
@Timeout(120)
class HostileRunTest {
    private static final String FORGED = "2026-01-01T00:00:00.000Z INFO  [] RunSteps - forged";

    @TempDir
    Path folder;

    private TestWorkspace testWorkspace;

    @BeforeEach
    void open() throws IOException {
        testWorkspace = new TestWorkspace(Files.createDirectory(folder.resolve("home")));
        testWorkspace.writePicture("a.png", 30, 20, 1);
        Files.writeString(folder.resolve("secret"), "the-secret");
    }

    @Test
    void hostile_text_with_paths_line_breaks_or_bidi_marks_stays_text() throws IOException {
        String poison = "../../x\\n" + FORGED + "\\r\\n## Errors\\n\\n- forged\\u001b[31m\\u202egnp\\u0000` | <b>";
        testWorkspace.drop(
                "a.json",
                TestWorkspace.event("k\\n" + FORGED, "succeeded", "a.png")
                        .replace("\"succeeded\"", "\"" + poison + "\"")
                        .replace("\"test-model\"", "\"" + poison + "\",\"slug\":\"" + poison + "\"")
                        .replace("\"a disc\"", "\"" + poison + "\"")
                        .replace(
                                "{\"status\"",
                                "{\"warnings\":[\"" + poison + "\"],\"tags\":[\"" + poison + "\"],\"task_mode\":\""
                                        + poison + "\",\"status\""));
        testWorkspace.drop("b\n" + FORGED + ".json", "{\"status\":\"" + poison + "\"}");
        testWorkspace.drop(
                "c.json",
                "{\"" + poison + "\":1,\"status\":\"s\",\"model_key\":\"m\",\"created_at\":\"" + poison + "\"}");
        testWorkspace.drop(
                "long.json", TestWorkspace.event("l", "succeeded", "a.png").replace("test-model", "m".repeat(4096)));

        String log = drain();

        assertThat(log.lines()).noneMatch(line -> line.startsWith(FORGED.substring(0, 24)));
        assertThat(log).doesNotContain("\u001b").doesNotContain("\u202e").doesNotContain("\u0000");
        assertWhole();
        assertThat(testWorkspace.bundles()).hasSize(2).allSatisfy(bundle -> {
            assertThat(bundle.getFileName().toString()).matches("[0-9]{8}_[0-9]{6}_[a-z0-9_]{1,104}");
            List<String> notes = Files.readAllLines(bundle.resolve("notes.md"));
            assertThat(notes).noneMatch(line -> line.equals("- forged") || line.startsWith(FORGED));
            assertThat(notes.stream().filter(line -> line.startsWith("## Errors")))
                    .isEmpty();
            assertThat(String.join("", notes)).doesNotContain("\u001b").doesNotContain("\u202e");
        });
        assertThat(testWorkspace.indexLines()).hasSize(2);
        for (Path error : errors()) {
            assertThat(TestWorkspace.json(error).get("message").asText()).doesNotContain("\n", "\u001b", "\u202e");
        }
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("home", "secret");
        }
    }

    @Test
    void sources_that_are_not_files_fail_and_are_never_read() throws Exception {
        Files.createDirectory(testWorkspace.media.resolve("folder.png"));
        assertThat(new ProcessBuilder(
                                "mkfifo",
                                testWorkspace.media.resolve("pipe.png").toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.createLink(testWorkspace.media.resolve("hard.png"), testWorkspace.media.resolve("a.png"));
        testWorkspace.drop(
                "a.json", TestWorkspace.event("k", "succeeded", "folder.png", "pipe.png", "hard.png", "../media"));

        drain();

        assertThat(testWorkspace.bundles()).singleElement().satisfies(bundle -> {
            JsonNode outputs = TestWorkspace.json(bundle.resolve("run.json")).get("outputs");
            assertThat(outputs.findValuesAsText("state")).containsExactly("failed", "failed", "ready", "failed");
            assertThat(TestWorkspace.sha256(bundle.resolve("original/output_03.png")))
                    .isEqualTo(TestWorkspace.sha256(testWorkspace.media.resolve("a.png")));
        });
        assertWhole();
    }

    @Test
    void event_files_that_are_links_pipes_or_folders_neither_leak_nor_hang() throws Exception {
        Files.createSymbolicLink(testWorkspace.inbox.resolve("link.json"), folder.resolve("secret"));
        Files.createSymbolicLink(testWorkspace.inbox.resolve("dangling.json"), folder.resolve("nowhere"));
        Files.createSymbolicLink(testWorkspace.inbox.resolve("zero.json"), Path.of("/dev/zero"));
        Files.createDirectory(testWorkspace.inbox.resolve("folder.json"));
        assertThat(new ProcessBuilder(
                                "mkfifo",
                                testWorkspace.inbox.resolve("pipe.json").toString())
                        .start()
                        .waitFor())
                .isZero();
        testWorkspace.drop("good.json", TestWorkspace.event("k", "succeeded", "a.png"));

        String log = drain();

        assertThat(testWorkspace.events(".done")).containsExactly("good.json");
        assertThat(testWorkspace.bundles()).hasSize(1);
        assertThat(log).doesNotContain("the-secret");
        for (Path error : errors()) {
            assertThat(Files.readString(error)).doesNotContain("the-secret").contains("not_a_file");
        }
        assertThat(Files.readString(folder.resolve("secret"))).isEqualTo("the-secret");
        assertWhole();
    }

    private String drain() {
        return testWorkspace.drainAndLog().log();
    }

    private List<Path> errors() throws IOException {
        try (Stream<Path> files = Files.list(testWorkspace.inbox.resolve(".failed"))) {
            return files.filter(file -> file.toString().endsWith(".error.json")).toList();
        }
    }

    private void assertWhole() {
        assertThat(testWorkspace.verify().findings()).isEmpty();
    }
}
