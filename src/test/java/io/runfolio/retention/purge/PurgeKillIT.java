package io.runfolio.retention.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.runfolio.Strace;
import io.runfolio.bundle.ledger.Removal;
import io.runfolio.bundle.ledger.RemovedFile;
import io.runfolio.retention.RetentionLibrary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs processes that purge and restore, and are killed at system calls or run at once. */
@Timeout(300)
class PurgeKillIT {
    @TempDir
    Path outputs;

    private RetentionLibrary library;
    private String run;
    private Map<String, String> before;

    @BeforeEach
    void seal() {
        library = new RetentionLibrary(outputs);
        run = library.seal("e1");
        before = library.files(run);
    }

    @ParameterizedTest
    @CsvSource({"fsync, 2", "fsync, 6", "fsync, 13", "rename, 4", "rename, 14", "rmdir, 1"})
    void a_kill_in_a_purge_or_restore_loses_nothing(String call, int when) throws Exception {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        kill(call, when, 30);

        library.sweep.sweep();

        Map<String, String> files = library.files(run);
        library.trash().forEach((path, text) -> files.put(path.replaceFirst("^.*/removal-[0-9a-f]{16}/", ""), text));
        files.remove("ledger.jsonl");
        assertThat(files).isEqualTo(before);
        assertThat(library.findings()).isEmpty();
        for (Removal removal : library.view(run).retention().removals()) {
            library.restorer.restore(run, removal.removalId(), "test", null);
        }
        Map<String, String> restored = new TreeMap<>(library.files(run));
        restored.remove("ledger.jsonl");
        assertThat(restored).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"fsync, 6", "unlink, 1", "unlink, 5"})
    void a_kill_in_a_purge_without_grace_deletes_all_or_nothing_after_a_sweep(String call, int when) throws Exception {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        kill(call, when, 0);

        library.sweep.sweep();

        List<String> removed = library.view(run).retention().removals().stream()
                .flatMap(removal -> removal.files().stream())
                .map(RemovedFile::path)
                .toList();
        Map<String, String> expected = new TreeMap<>(before);
        expected.keySet().removeAll(removed);
        Map<String, String> files = library.files(run);
        files.remove("ledger.jsonl");
        assertThat(files).isEqualTo(expected);
        assertThat(removed.size()).isIn(0, 10);
        assertThat(library.findings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"rename, 3, ENOSPC", "rename, 13, EIO", "mkdir, 4, EROFS", "fsync, 5, EIO"})
    void a_disk_that_is_full_or_fails_loses_nothing(String call, int when, String error) throws Exception {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        inject(call, when, "error=" + error, 30);

        library.sweep.sweep();
        for (Removal removal : library.view(run).retention().removals()) {
            library.restorer.restore(run, removal.removalId(), "test", null);
        }
        Map<String, String> files = new TreeMap<>(library.files(run));
        files.remove("ledger.jsonl");
        assertThat(files).isEqualTo(before);
        assertThat(library.findings()).isEmpty();
    }

    private void kill(String call, int when, int graceDays) throws Exception {
        inject(call, when, "signal=SIGKILL", graceDays);
    }

    private void inject(String call, int when, String fault, int graceDays) throws Exception {
        String pattern = "/^" + call + "(at2?)?$";
        Process program = PurgeProgram.start(
                List.of(
                        "strace",
                        "-f",
                        "-qq",
                        "--seccomp-bpf",
                        "-o",
                        "/dev/null",
                        "-e",
                        "trace=" + pattern,
                        "-e",
                        "inject=" + pattern + ":" + fault + ":when=" + when),
                outputs,
                run,
                1,
                graceDays);
        program.inputReader().lines().forEach(line -> {});
        program.waitFor();
    }

    @Test
    void two_processes_at_once_lose_nothing() throws Exception {
        Process first = PurgeProgram.start(List.of(), outputs, run, 15, 30);
        Process second = PurgeProgram.start(List.of(), outputs, run, 15, 30);
        first.inputReader().lines().forEach(line -> {});
        second.inputReader().lines().forEach(line -> {});
        assertThat(first.waitFor() + second.waitFor()).isZero();

        Map<String, String> files = library.files(run);
        files.remove("ledger.jsonl");
        assertThat(files).isEqualTo(before);
        assertThat(library.findings()).isEmpty();
        library.clock.pass(Duration.ofDays(1));
        assertThat(library.sweep.sweep().problems()).isEmpty();
    }
}
