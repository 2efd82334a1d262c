package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
    void a_claim_that_the_system_refuses_ends_a_drain_with_4_and_is_named_once(String error) throws Exception {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        Workshop workshop = new Workshop(folder);
        Path locked = workshop.drop("locked.json", Workshop.event("locked", "failed"));
        workshop.drop("innocent.json", Workshop.event("innocent", "failed"));
        String rename = "/^rename(at2?)?$";

        int code = Strace.drain(
                workshop,
                List.of(
                        "-P",
                        locked.toString(),
                        "-e",
                        "trace=" + rename,
                        "-e",
                        "inject=" + rename + ":error=" + error));

        String log = Files.readString(folder.resolve("worker.log"));
        assertThat(code).as(log).isEqualTo(4);
        assertThat(workshop.events(".done")).containsExactly("innocent.json");
        assertThat(workshop.events("")).containsExactly("locked.json");
        assertThat(log).doesNotContain("\tat ").contains("cannot be claimed: locked.json");
        assertThat(log.lines().filter(line -> line.contains("locked.json cannot be claimed")))
                .hasSize(1);
        assertThat(status(workshop).get("blocked")).singleElement().satisfies(event -> {
            assertThat(event.get("event").asText()).isEqualTo("locked.json");
            assertThat(event.get("reason").asText()).isNotBlank();
        });

        assertThat(WorkerProcess.start(workshop, "worker", "--drain").waitFor()).isZero();
        assertThat(workshop.events(".done")).containsExactly("innocent.json", "locked.json");
        assertThat(status(workshop).get("blocked")).isEmpty();
        assertThat(workshop.inbox.resolve(".work/.blocked")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void an_event_whose_name_is_no_text_of_the_locale_is_bundled(String locale) throws Exception {
        Workshop workshop = new Workshop(folder);
        workshop.drop("innocent.json", Workshop.event("innocent", "failed"));
        Path latin = workshop.drop("a.json", Workshop.event("latin", "failed"));
        Path utf = workshop.drop("b.json", Workshop.event("utf", "failed"));
        String rename = "mv \"$0\" \"$(dirname \"$0\")/$(printf '\\351\\377').json\";"
                + " mv \"$1\" \"$(dirname \"$1\")/$(printf '\\303\\251').json\"";
        assertThat(new ProcessBuilder("sh", "-c", rename, latin.toString(), utf.toString())
                        .start()
                        .waitFor())
                .isZero();

        WorkerProcess worker = WorkerProcess.start(List.of("env", "LC_ALL=" + locale), workshop, "worker", "--drain");

        assertThat(worker.waitFor()).isZero();
        assertThat(workshop.events("")).isEmpty();
        assertThat(workshop.events(".done")).hasSize(3).contains("innocent.json");
        assertThat(Files.readString(folder.resolve("worker.log"))).doesNotContain("\tat ");
    }

    private static JsonNode status(Workshop workshop) throws Exception {
        Path log = workshop.root.resolve("worker.log");
        long before = Files.size(log);
        WorkerProcess.start(workshop, "status", "--json").waitFor();
        String said = Files.readString(log).substring((int) before);
        return new ObjectMapper().readTree(said.substring(said.indexOf('{')));
    }

    static Stream<String> errors() {
        return Boolean.getBoolean("runfolio.long")
                ? Stream.of("EPERM", "EACCES", "EBUSY", "ETXTBSY")
                : Stream.of("EPERM");
    }
}
