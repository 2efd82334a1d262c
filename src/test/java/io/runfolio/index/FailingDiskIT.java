package io.runfolio.index;

import static io.runfolio.index.Entries.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.runfolio.Programs;
import io.runfolio.Strace;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.Bundles;
import io.runfolio.bundle.RunDraft;
import io.runfolio.bundle.Sealer;
import io.runfolio.bundle.Staging;
import io.runfolio.files.StorageFullException;
import io.runfolio.json.RecordMapper;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.RunRequest;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is full, or that fails to flush. Both need rights or tools that not every machine gives; without them the
 * tests are skipped.
 */
@Timeout(180)
class FailingDiskIT {
    @TempDir
    Path folder;

    @Test
    void a_full_disk_refuses_a_line_whole_and_takes_it_when_there_is_room() throws Exception {
        onTinyDisk(disk -> {
            RunIndex index = new RunIndex(Backends.outputs(disk));
            index.append(entry("first"));
            Path filler = fill(disk);
            int appended = 1;
            StorageFullException full = null;
            while (full == null) {
                try {
                    index.append(entry("run_" + appended));
                    appended++;
                } catch (StorageFullException e) {
                    full = e;
                }
            }
            String text = Files.readString(disk.resolve("index.jsonl"));
            assertThat(text).endsWith("}\n");
            assertThat(text.lines()).hasSize(appended);
            Files.delete(filler);
            assertThat(index.append(entry("run_" + appended))).isTrue();
            assertThat(index.entries()).hasSize(appended + 1);
            assertThat(index.problems()).isEmpty();
        });
    }

    @Test
    void a_full_disk_refuses_a_run_whole_and_takes_it_when_there_is_room() throws Exception {
        onTinyDisk(disk -> {
            BundleLayout layout = Backends.outputs(disk);
            Staging staging = new Staging(layout, "w", Bundles.CLOCK);
            Sealer sealer = new Sealer(layout, Bundles.CLOCK);
            RunRequest request =
                    RunRequest.builder("succeeded", "m").prompt("p").build();
            EventOrigin origin = Bundles.origin("e");
            RunDraft draft = staging.open(request, origin);
            Path filler = fill(disk);
            assertThatThrownBy(() -> sealer.seal(draft, List.of(), Map.of())).isInstanceOf(StorageFullException.class);
            assertThat(disk.resolve("2026-03-26")).doesNotExist();
            staging.discard(draft);
            Files.delete(filler);
            RunDraft again = staging.open(request, origin);
            assertThat(again.runId()).isEqualTo(draft.runId());
            sealer.seal(again, List.of(), Map.of());
            staging.release(again.runId(), origin);
            try (Stream<Path> left = Files.walk(layout.control())) {
                assertThat(left.filter(Files::isRegularFile)).isEmpty();
            }
        });
    }

    @Test
    void after_a_failed_flush_nothing_is_acknowledged_any_more() throws Exception {
        Path index = folder.resolve("index.jsonl");
        Files.createFile(index);
        List<String> tracer = failingFlush(index, 3);
        Process writer = IndexProgram.start(tracer, folder, "append", "run_", "5");
        assertThat(writer.inputReader().lines())
                .containsExactly(
                        "appended 0",
                        "appended 1",
                        "FlushFailedException 2",
                        "FlushFailedException 3",
                        "FlushFailedException 4");
        assertThat(Files.readString(index))
                .isEqualTo(RecordMapper.line(entry("run_0")) + "\n" + RecordMapper.line(entry("run_1")) + "\n");
    }

    @Test
    void a_bundle_whose_name_could_not_be_flushed_is_not_seen() throws Exception {
        Path day = Files.createDirectory(folder.resolve("2026-03-26"));
        Process sealer = IndexProgram.start(failingFlush(day, 1), folder, "seal");
        assertThat(sealer.inputReader().lines())
                .containsExactly("StorageException with 0 bundles", "sealed 20260326_214512_m_02");
    }

    /** A tracer under which the n-th flush of one file or folder fails. */
    private static List<String> failingFlush(Path path, int n) {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        String inject = "inject=fsync,fdatasync:error=EIO:when=" + n;
        return List.of(
                "strace",
                "-f",
                "-qq",
                "--seccomp-bpf",
                "-o",
                "/dev/null",
                "-P",
                path.toString(),
                "-e",
                "trace=fsync,fdatasync",
                "-e",
                inject);
    }

    private interface Work {
        void on(Path disk) throws Exception;
    }

    private void onTinyDisk(Work work) throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeThat(Programs.succeeds("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString()))
                .isTrue();
        try {
            work.on(disk);
        } finally {
            Programs.succeeds("umount", "-l", disk.toString());
        }
    }

    private static Path fill(Path disk) throws IOException {
        Path filler = disk.resolve("filler");
        try (var out = Files.newOutputStream(filler)) {
            byte[] block = new byte[4096];
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            return filler;
        }
    }
}
