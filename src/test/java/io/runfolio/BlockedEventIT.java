package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.cli.CommandResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The system refuses the rename that claims an event, as for another owner's file in a sticky folder. */
class BlockedEventIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("errors")
    void a_claim_refused_by_the_system_ends_a_drain_with_4_and_is_reported_once(String error) throws Exception {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        Path locked = testWorkspace.drop("locked.json", TestWorkspace.event("locked", "failed"));
        testWorkspace.drop("innocent.json", TestWorkspace.event("innocent", "failed"));
        String rename = "/^rename(at2?)?$";

        int code = Strace.drain(
                testWorkspace,
                List.of(
                        "-P",
                        locked.toString(),
                        "-e",
                        "trace=" + rename,
                        "-e",
                        "inject=" + rename + ":error=" + error));

        String log = Files.readString(folder.resolve("worker.log"));
        assertThat(code).as(log).isEqualTo(4);
        assertThat(testWorkspace.events(".done")).containsExactly("innocent.json");
        assertThat(testWorkspace.events("")).containsExactly("locked.json");
        assertThat(log).doesNotContain("\tat ").contains("cannot be claimed: locked.json");
        assertThat(log.lines().filter(line -> line.contains("locked.json cannot be claimed")))
                .hasSize(1);
        assertThat(status(testWorkspace).get("blocked")).singleElement().satisfies(event -> {
            assertThat(event.get("event").asText()).isEqualTo("locked.json");
            assertThat(event.get("reason").asText()).isNotBlank();
        });

        assertThat(testWorkspace.drain()).isZero();
        assertThat(testWorkspace.events(".done")).containsExactly("innocent.json", "locked.json");
        assertThat(status(testWorkspace).get("blocked")).isEmpty();
        assertThat(testWorkspace.inbox.resolve(".work/.blocked")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void an_event_whose_name_is_no_text_of_the_locale_is_bundled(String locale) throws Exception {
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        testWorkspace.drop("innocent.json", TestWorkspace.event("innocent", "failed"));
        Path latin = testWorkspace.drop("a.json", TestWorkspace.event("latin", "failed"));
        Path utf = testWorkspace.drop("b.json", TestWorkspace.event("utf", "failed"));
        String rename = "mv \"$0\" \"$(dirname \"$0\")/$(printf '\\351\\377').json\";"
                + " mv \"$1\" \"$(dirname \"$1\")/$(printf '\\303\\251').json\"";
        assertThat(new ProcessBuilder("sh", "-c", rename, latin.toString(), utf.toString())
                        .start()
                        .waitFor())
                .isZero();

        WorkerProcess worker =
                WorkerProcess.start(List.of("env", "LC_ALL=" + locale), testWorkspace, "worker", "--drain");

        assertThat(worker.waitFor()).isZero();
        assertThat(testWorkspace.events("")).isEmpty();
        assertThat(testWorkspace.events(".done")).hasSize(3).contains("innocent.json");
        assertThat(Files.readString(folder.resolve("worker.log"))).doesNotContain("\tat ");
    }

    private static JsonNode status(TestWorkspace testWorkspace) {
        return CommandResult.runfolio(Stream.concat(Stream.of("status", "--json"), testWorkspace.options().stream())
                        .toArray(String[]::new))
                .json();
    }

    static Stream<String> errors() {
        return Boolean.getBoolean("runfolio.long")
                ? Stream.of("EPERM", "EACCES", "EBUSY", "ETXTBSY")
                : Stream.of("EPERM");
    }
}
