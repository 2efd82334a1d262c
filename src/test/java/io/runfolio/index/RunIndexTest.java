package io.runfolio.index;

import static io.runfolio.index.Entries.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.Bundles;
import io.runfolio.json.RecordMapper;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.run.RunRequest;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunIndexTest {
    /** Of heap; with a parser it is several times as much. */
    private static final int MAX_BYTES_A_LINE = 2_000;

    @TempDir
    Path outputs;

    private BundleLayout layout;
    private RunIndex index;

    @BeforeEach
    void setUp() {
        layout = Backends.outputs(outputs);
        index = new RunIndex(layout);
    }

    @Test
    void a_run_gets_one_line_however_often_it_is_appended() throws IOException {
        assertThat(index.append(entry("a"))).isTrue();
        assertThat(index.append(entry("b"))).isTrue();
        assertThat(index.append(entry("a"))).isFalse();
        assertThat(new RunIndex(layout).append(entry("b"))).isFalse();
        assertThat(text()).isEqualTo(RecordMapper.line(entry("a")) + "\n" + RecordMapper.line(entry("b")) + "\n");
        assertThat(index.entries()).containsExactly(entry("a"), entry("b"));
        assertThat(index.find("b")).hasValue(entry("b"));
        assertThat(index.find("c")).isEmpty();
        assertThat(index.problems()).isEmpty();
    }

    @Test
    void an_index_that_is_missing_is_empty_and_is_not_made_by_asking() {
        assertThat(index.entries()).isEmpty();
        assertThat(index.contains("a")).isFalse();
        assertThat(index.quarantineTail()).isZero();
        assertThat(layout.index()).doesNotExist();
    }

    @Test
    void two_writers_follow_each_other() {
        RunIndex other = new RunIndex(layout);
        index.append(entry("a"));
        assertThat(other.contains("a")).isTrue();
        other.append(entry("b"));
        assertThat(index.contains("b")).isTrue();
        assertThat(index.append(entry("b"))).isFalse();
        assertThat(index.size()).isEqualTo(2);
    }

    @Test
    void threads_of_two_writers_lose_and_double_nothing() throws Exception {
        List<RunIndex> writers = List.of(index, new RunIndex(layout));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        int appended = 0;
        try {
            List<Callable<Boolean>> tasks = IntStream.range(0, 400)
                    .<Callable<Boolean>>mapToObj(i -> () -> writers.get(i % 2).append(entry("run_" + i / 2)))
                    .toList();
            for (Future<Boolean> result : threads.invokeAll(tasks)) {
                appended += result.get() ? 1 : 0;
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(appended).isEqualTo(200);
        assertThat(text().lines()).hasSize(200).doesNotHaveDuplicates();
        assertThat(index.entries()).hasSize(200);
    }

    @Test
    void a_last_line_torn_at_any_byte_is_set_aside_and_no_whole_line_is_lost() throws IOException {
        String kept = RecordMapper.line(entry("a")) + "\n" + RecordMapper.line(entry("b")) + "\n";
        String last = RecordMapper.line(entry("c"));
        Path broken = outputs.resolve("index.jsonl.broken");
        for (int cut = 1; cut <= last.length(); cut++) {
            Files.deleteIfExists(broken);
            Files.writeString(layout.index(), kept + last.substring(0, cut));
            RunIndex fresh = new RunIndex(layout);
            assertThat(fresh.quarantineTail()).isEqualTo(cut);
            assertThat(text()).isEqualTo(kept);
            assertThat(broken).hasContent(last.substring(0, cut) + "\n");
            assertThat(fresh.quarantineTail()).isZero();
            assertThat(fresh.contains("c")).isFalse();
        }
        assertThat(index.append(entry("c"))).isTrue();
        assertThat(text()).isEqualTo(kept + last + "\n");
    }

    @Test
    void a_tail_that_a_dead_writer_tore_is_never_glued_to_the_next_line() throws IOException {
        index.append(entry("a"));
        append("{\"run_id\": \"to");
        assertThat(index.append(entry("b"))).isTrue();
        assertThat(text()).isEqualTo(RecordMapper.line(entry("a")) + "\n" + RecordMapper.line(entry("b")) + "\n");
        assertThat(outputs.resolve("index.jsonl.broken")).hasContent("{\"run_id\": \"to\n");
    }

    @Test
    void a_block_of_zeros_is_set_aside_with_or_without_a_line_end() throws IOException {
        index.append(entry("a"));
        String kept = text();
        append("\0".repeat(5000));
        assertThat(new RunIndex(layout).quarantineTail()).isEqualTo(5000);
        assertThat(text()).isEqualTo(kept);
        append("\0".repeat(70_000) + "\n{\"half\n");
        RunIndex fresh = new RunIndex(layout);
        assertThat(fresh.problems()).hasSize(2);
        assertThat(fresh.quarantineTail()).isEqualTo(70_008);
        assertThat(fresh.problems()).isEmpty();
        assertThat(text()).isEqualTo(kept);
        assertThat(Files.size(outputs.resolve("index.jsonl.broken"))).isEqualTo(5001 + 70_009);
    }

    @Test
    void a_foreign_line_in_the_middle_stays_and_is_reported() throws IOException {
        index.append(entry("a"));
        append("hello\n\n{\"run_id\": 7, \"tags\": {}}\n");
        index.append(entry("b"));
        append(RecordMapper.line(entry("a")) + "\n");
        String before = text();
        RunIndex fresh = new RunIndex(layout);
        assertThat(fresh.quarantineTail()).isZero();
        assertThat(text()).isEqualTo(before);
        assertThat(fresh.entries()).containsExactly(entry("a"), entry("b"));
        assertThat(fresh.problems())
                .satisfiesExactly(
                        problem -> assertThat(problem).contains("is not an index line"),
                        problem -> assertThat(problem).contains("is not an index line"),
                        problem -> assertThat(problem).contains("second line of a run"));
    }

    @Test
    void a_line_longer_than_any_buffer_is_passed_over() throws IOException {
        append("x".repeat(17 << 20) + "\n" + RecordMapper.line(entry("a")) + "\n");
        assertThat(index.entries()).containsExactly(entry("a"));
        assertThat(index.find("a")).hasValue(entry("a"));
    }

    @Test
    void an_index_cut_or_replaced_while_open_is_read_again() throws IOException {
        index.append(entry("a"));
        index.append(entry("b"));
        Files.writeString(layout.index(), RecordMapper.line(entry("a")) + "\n");
        assertThat(index.contains("b")).isFalse();
        Path fresh = Files.writeString(outputs.resolve("fresh"), RecordMapper.line(entry("other")) + "\n");
        Files.move(fresh, layout.index(), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        assertThat(index.contains("other")).isTrue();
        assertThat(index.contains("a")).isFalse();
        Files.delete(layout.index());
        assertThat(index.contains("other")).isFalse();
        assertThat(index.append(entry("a"))).isTrue();
        assertThat(index.entries()).containsExactly(entry("a"));
    }

    @Test
    void an_interrupted_thread_still_appends_whole_lines() {
        Thread.currentThread().interrupt();
        boolean appended = false;
        try {
            appended = index.append(entry("a"));
        } catch (io.runfolio.files.InterruptedRunException e) {
            assertThat(index.contains("a")).isFalse();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(index.append(entry("a"))).isEqualTo(!appended);
        assertThat(index.entries()).containsExactly(entry("a"));
    }

    @Test
    void bundles_without_a_line_get_one() throws IOException {
        List<RunArtifact> runs = sealThree();
        BundleReader bundles = new BundleReader(layout);
        assertThat(index.restoreMissing(bundles)).isEqualTo(3);
        assertThat(index.restoreMissing(bundles)).isZero();
        assertThat(index.entries()).hasSize(3);

        Files.createDirectories(outputs.resolve("2026-03-26/20260326_000000_half"));
        Files.writeString(layout.index(), text().lines().skip(1).findFirst().orElseThrow() + "\n{\"torn");
        RunIndex fresh = new RunIndex(layout);
        fresh.quarantineTail();
        assertThat(fresh.restoreMissing(bundles)).isEqualTo(2);
        assertThat(fresh.entries())
                .extracting(RunIndexEntry::runId)
                .containsExactlyInAnyOrderElementsOf(
                        runs.stream().map(RunArtifact::runId).toList());
    }

    @Test
    void a_rebuilt_index_has_the_same_lines_ordered_by_instant() throws IOException {
        sealThree();
        BundleReader bundles = new BundleReader(layout);
        index.restoreMissing(bundles);
        List<RunIndexEntry> before = index.entries();
        List<Integer> progress = new ArrayList<>();
        assertThat(index.rebuild(bundles, progress::add)).isEqualTo(3);
        assertThat(progress).containsExactly(1, 2, 3);
        assertThat(index.entries()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(index.entries()).extracting(RunIndexEntry::modelKey).containsExactly("first", "second", "third");
        byte[] once = Files.readAllBytes(layout.index());
        index.rebuild(bundles);
        assertThat(layout.index()).hasBinaryContent(once);
        assertThat(outputs.resolve("index.jsonl.broken")).doesNotExist();
        assertThat(outputs.resolve("index.jsonl.new")).doesNotExist();
    }

    @Test
    void a_rebuild_quarantines_dropped_lines_and_finds_moved_bundles() throws IOException {
        RunArtifact run = sealThree().get(0);
        index.append(entry("gone"));
        append("hello\n");
        RunIndex other = new RunIndex(layout);
        assertThat(other.contains("gone")).isTrue();
        Path moved = outputs.resolve("2026-03-30").resolve(run.runId());
        Files.createDirectories(moved.getParent());
        Files.move(outputs.resolve(run.runDir()), moved);

        assertThat(index.rebuild(new BundleReader(layout))).isEqualTo(3);
        assertThat(outputs.resolve("index.jsonl.broken")).hasContent(RecordMapper.line(entry("gone")) + "\nhello\n");
        assertThat(other.contains("gone")).isFalse();
        assertThat(other.find(run.runId()).orElseThrow().runPath()).isEqualTo("2026-03-30/" + run.runId());
        assertThat(other.append(entry("later"))).isTrue();
        assertThat(index.entries()).hasSize(4);
    }

    @Test
    void lines_are_read_without_a_parser() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            text.append(RecordMapper.line(entry("run_" + i))).append('\n');
        }
        append(text.toString());
        assertThat(new RunIndex(layout).size()).isEqualTo(5_000);

        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        assertThat(new RunIndex(layout).size()).isEqualTo(5_000);
        long bytes = threads.getThreadAllocatedBytes(thread) - before;

        assertThat(bytes / 5_000).isLessThan(MAX_BYTES_A_LINE);
    }

    private List<RunArtifact> sealThree() {
        return List.of(
                seal("2026-03-27T00:10:00+03:00", "second"),
                seal("2026-03-26T23:00:00Z", "third"),
                seal("2026-03-26T21:00:00.5Z", "first"));
    }

    private RunArtifact seal(String time, String model) {
        RunRequest request = RunRequest.builder("succeeded", model)
                .createdAt(OffsetDateTime.parse(time))
                .prompt("p")
                .build();
        return Bundles.seal(layout, request, "event of " + model);
    }

    private void append(String text) throws IOException {
        Files.writeString(layout.index(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private String text() throws IOException {
        return Files.readString(layout.index(), StandardCharsets.UTF_8);
    }
}
