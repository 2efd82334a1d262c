package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.flow.Verification;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A real worker whose k-th flush or write, in every thread, does not do what it was told. No event is refused for it, none is filed as done without bundle and line, and the next worker brings all to its
 * right end. The short form takes some k; {@code -Drunfolio.long=true} takes every one.
 */
class FailingCallsIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("failures")
    void a_call_that_fails_fails_no_event(String call, String error, int k) {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        Workshop workshop = new Workshop(folder);
        workshop.picture("a.png", 40, 30, 1);
        workshop.drop("good.json", Workshop.event("good", "succeeded", "a.png"));

        Strace.drain(
                workshop,
                List.of(
                        "--seccomp-bpf",
                        "-e",
                        "trace=" + call,
                        "-e",
                        "inject=" + call + ":error=" + error + ":when=" + k));

        assertThat(workshop.events(".failed")).isEmpty();
        if (!workshop.events(".done").isEmpty()) {
            assertThat(workshop.bundles()).hasSize(1);
            assertThat(workshop.indexLines()).hasSize(1);
        }
        RunfolioCommand.execute(
                "worker",
                "--drain",
                "--inbox",
                workshop.inbox.toString(),
                "--outputs",
                workshop.outputs.toString(),
                "--set",
                "runfolio.source-roots=" + workshop.root);
        assertThat(Verification.of(workshop.settings().folders(), (done, of) -> {})
                        .findings())
                .isEmpty();
        assertThat(workshop.events(".done")).containsExactly("good.json");
        assertThat(workshop.events(".failed")).isEmpty();
        assertThat(workshop.indexLines()).hasSize(1);
        assertThat(workshop.bundles()).singleElement().satisfies(bundle -> {
            JsonNode run = Workshop.json(bundle.resolve("run.json"));
            assertThat(run.get("errors")).isEmpty();
            assertThat(run.at("/outputs/0/metadata/runfolio/state").asText()).isEqualTo("ready");
        });
    }

    static Stream<Object[]> failures() {
        boolean all = Boolean.getBoolean("runfolio.long");
        Stream<Integer> flushes = all ? Stream.iterate(1, k -> k <= 20, k -> k + 1) : Stream.of(2, 12);
        Stream<Integer> writes = all ? Stream.iterate(1, k -> k <= 70, k -> k + 1) : Stream.of(1, 4);
        return Stream.concat(flushes.map(k -> new Object[] {"fsync", "EIO", k}), writes.map(k ->
                new Object[] {"write", "ENOSPC", k}));
    }
}
