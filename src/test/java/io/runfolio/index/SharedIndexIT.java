package io.runfolio.index;

import static io.runfolio.index.Entries.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.coordination.EventLocks;
import io.runfolio.wiring.Backends;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several processes at one outputs folder. */
@Timeout(180)
class SharedIndexIT {
    @TempDir
    Path outputs;

    @Test
    void two_processes_append_at_once_and_no_line_is_lost_torn_or_doubled() throws Exception {
        Process first = IndexProgram.start(List.of(), outputs, "append", "run_", "400");
        Process second = IndexProgram.start(List.of(), outputs, "append", "run_", "400");
        List<String> said = Stream.concat(lines(first), lines(second)).toList();
        assertThat(first.waitFor()).isZero();
        assertThat(second.waitFor()).isZero();
        assertThat(said.stream().filter(line -> line.startsWith("appended")))
                .hasSize(400)
                .doesNotHaveDuplicates();
        assertThat(said.stream().filter(line -> line.startsWith("known"))).hasSize(400);
        RunIndex index = new RunIndex(Backends.outputs(outputs));
        assertThat(Files.readAllLines(outputs.resolve("index.jsonl"))).hasSize(400);
        assertThat(index.entries()).hasSize(400);
        assertThat(index.problems()).isEmpty();
    }

    @Test
    void each_event_is_claimed_by_one_of_two_processes() throws Exception {
        Process first = IndexProgram.start(List.of(), outputs, "claim", "a", "300");
        Process second = IndexProgram.start(List.of(), outputs, "claim", "b", "300");
        List<String> said = Stream.concat(lines(first), lines(second)).toList();
        assertThat(said).hasSize(300).doesNotHaveDuplicates();
        assertThat(new ProcessedEvents(Backends.outputs(outputs)).size()).isEqualTo(300);
    }

    @Test
    void a_writer_killed_at_any_moment_leaves_an_index_that_others_go_on_with() throws Exception {
        BundleLayout layout = Backends.outputs(outputs);
        for (int round = 0; round < 4; round++) {
            Process writer = IndexProgram.start(List.of(), outputs, "append", "round_" + round + "_", "100000");
            BufferedReader said = writer.inputReader();
            for (int line = 0; line < 50 + round * 17; line++) {
                assertThat(said.readLine()).startsWith("appended");
            }
            // By its handle, as Process.destroyForcibly would close the pipe with what was said last.
            writer.toHandle().destroyForcibly();
            long acknowledged = 50
                    + round * 17L
                    + said.lines().filter(line -> line.startsWith("appended")).count();
            writer.waitFor();
            RunIndex index = new RunIndex(layout);
            index.quarantineTail();
            String prefix = "round_" + round + "_";
            assertThat(index.entries().stream()
                            .filter(entry -> entry.runId().startsWith(prefix))
                            .count())
                    .isBetween(acknowledged, acknowledged + 1);
            assertThat(index.append(entry("after_" + round))).isTrue();
            assertThat(index.problems()).isEmpty();
        }
    }

    @Test
    void a_lock_is_held_against_other_processes_until_its_holder_dies() throws Exception {
        Process holder = IndexProgram.start(List.of(), outputs, "hold", "e");
        assertThat(holder.inputReader().readLine()).isEqualTo("held");
        EventLocks locks = Backends.outputs(outputs).coordination().eventLocks();
        locks.hold("another event").close();
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
            asked.countDown();
            locks.hold("e").close();
        });
        asked.await();
        assertThat(waiting).isNotDone();
        assertThat(holder.isAlive()).isTrue();
        holder.destroyForcibly().waitFor();
        waiting.get(60, TimeUnit.SECONDS);
    }

    private static Stream<String> lines(Process process) throws IOException {
        List<String> lines = process.inputReader().lines().toList();
        return lines.stream();
    }
}
