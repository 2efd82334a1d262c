package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A worker process whose k-th flush or write fails, in every thread. No event is refused for it, no event is done
 * without bundle and line, and the next worker completes the work. The short form takes some k;
 * {@code -Drunfolio.long=true} takes every one.
 */
class FailingSystemCallsIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("failures")
    void a_call_that_fails_fails_no_event(String call, String error, int k) {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        testWorkspace.writePicture("a.png", 40, 30, 1);
        testWorkspace.drop("good.json", TestWorkspace.event("good", "succeeded", "a.png"));

        Strace.drain(
                testWorkspace,
                List.of("-e", "trace=" + call, "-e", "inject=" + call + ":error=" + error + ":when=" + k));

        assertThat(testWorkspace.events(".failed")).isEmpty();
        if (!testWorkspace.events(".done").isEmpty()) {
            assertThat(testWorkspace.bundles()).hasSize(1);
            assertThat(testWorkspace.indexLines()).hasSize(1);
        }
        testWorkspace.drain();
        assertThat(testWorkspace.verify().findings()).isEmpty();
        assertThat(testWorkspace.events(".done")).containsExactly("good.json");
        assertThat(testWorkspace.events(".failed")).isEmpty();
        assertThat(testWorkspace.indexLines()).hasSize(1);
        assertThat(testWorkspace.bundles()).singleElement().satisfies(bundle -> {
            JsonNode run = TestWorkspace.json(bundle.resolve("run.json"));
            assertThat(run.get("errors")).isEmpty();
            assertThat(run.at("/outputs/0/metadata/runfolio/state").asText()).isEqualTo("ready");
        });
    }

    static Stream<Object[]> failures() {
        boolean all = Boolean.getBoolean("runfolio.long");
        Stream<Integer> flushes = all ? Stream.iterate(1, k -> k <= 20, k -> k + 1) : Stream.of(2, 12);
        Stream<Integer> writes = all ? Stream.iterate(1, k -> k <= 70, k -> k + 1) : Stream.of(4);
        return Stream.concat(flushes.map(k -> new Object[] {"fsync", "EIO", k}), writes.map(k ->
                new Object[] {"write", "ENOSPC", k}));
    }
}
