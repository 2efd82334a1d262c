package io.runfolio.coordination.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Contract of every implementation of {@link LineLog}; each has a subclass. */
public abstract class LineLogContract {
    private static final int PROCESSES = 4;
    private static final int APPENDS = 25;

    /** Opens a log as another process does. */
    protected abstract LineLog open(String name, LineLog.Listener listener);

    /** State of a process that follows a log. */
    private final class Follower implements LineLog.Listener {
        private final List<String> lines = new ArrayList<>();
        private final LineLog log;

        private Follower(String name) {
            log = open(name, this);
        }

        @Override
        public void reset() {
            lines.clear();
        }

        @Override
        public boolean line(byte[] line) {
            return lines.add(new String(line, StandardCharsets.UTF_8));
        }

        private List<String> lines() {
            return log.query(() -> List.copyOf(lines));
        }

        private void append(String... more) {
            assertThat(log.append(() -> List.of(more))).isEqualTo(more.length);
        }
    }

    @Test
    void each_process_receives_each_line_once_and_in_one_order() {
        Follower a = new Follower("one");
        Follower b = new Follower("one");
        assertThat(a.lines()).isEmpty();
        a.append("1", "2");
        b.append("3");
        a.append();
        assertThat(b.lines()).containsExactly("1", "2", "3");
        assertThat(a.lines()).containsExactly("1", "2", "3");
        b.append("4");
        assertThat(a.lines()).containsExactly("1", "2", "3", "4");
        assertThat(new Follower("one").lines()).containsExactly("1", "2", "3", "4");
    }

    @Test
    void logs_of_different_names_have_nothing_in_common() {
        new Follower("one").append("1");
        assertThat(new Follower("two").lines()).isEmpty();
        assertThat(new Follower("one").lines()).containsExactly("1");
    }

    @Test
    void lines_keep_their_characters_and_may_be_long() {
        List<String> lines = List.of("{\"a\":\"\\u0000 \\\\ ' é 🦊\"}", "x".repeat(1 << 20), "%s ? $1");
        Follower a = new Follower("one");
        a.append(lines.toArray(String[]::new));
        assertThat(new Follower("one").lines()).isEqualTo(lines);
        assertThat(a.lines()).isEqualTo(lines);
    }

    @Test
    void a_decision_whether_to_append_is_made_on_all_lines() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<CompletableFuture<Integer>> all = IntStream.range(0, PROCESSES)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    Follower follower = new Follower("one");
                    await(start);
                    return follower.log.append(() -> follower.lines.isEmpty() ? List.of("winner " + i) : List.of());
                }))
                .toList();
        start.countDown();
        assertThat(all.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(1);
        assertThat(new Follower("one").lines()).hasSize(1);
    }

    @Test
    void a_query_sees_all_that_was_appended_before_it_began() throws Exception {
        Follower shared = new Follower("one");
        CountDownLatch start = new CountDownLatch(1);
        List<CompletableFuture<Void>> all = IntStream.range(0, PROCESSES)
                .mapToObj(i -> CompletableFuture.runAsync(() -> {
                    Follower writer = new Follower("one");
                    await(start);
                    for (int n = 0; n < APPENDS; n++) {
                        writer.append(i + "-" + n);
                        assertThat(shared.lines()).contains(i + "-" + n);
                    }
                }))
                .toList();
        start.countDown();
        all.forEach(CompletableFuture::join);
        assertThat(shared.lines()).hasSize(PROCESSES * APPENDS).doesNotHaveDuplicates();
        assertThat(new Follower("one").lines()).isEqualTo(shared.lines());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_rewritten_log_is_read_from_its_start_by_all() {
        Follower a = new Follower("one");
        Follower b = new Follower("one");
        a.append("1", "2", "3");
        assertThat(b.lines()).hasSize(3);
        a.log.rewrite(lines -> lines.stream().filter(line -> !line.equals("2")).toList());
        assertThat(b.lines()).containsExactly("1", "3");
        assertThat(a.lines()).containsExactly("1", "3");
        b.append("4");
        b.log.rewrite(lines -> List.of("sum of " + b.lines.size()));
        a.append("5");
        assertThat(a.lines()).containsExactly("sum of 3", "5");
        assertThat(b.lines()).containsExactly("sum of 3", "5");
    }

    @Test
    void a_decision_that_fails_changes_nothing_and_the_log_goes_on() {
        Follower a = new Follower("one");
        a.append("1");
        RuntimeException refused = new IllegalArgumentException("no");
        assertThatThrownBy(() -> a.log.append(() -> {
                    throw refused;
                }))
                .isSameAs(refused);
        assertThatThrownBy(() -> a.log.rewrite(lines -> {
                    throw refused;
                }))
                .isSameAs(refused);
        assertThat(a.lines()).containsExactly("1");
        new Follower("one").append("2");
        assertThat(a.lines()).containsExactly("1", "2");
    }
}
