package io.runfolio.coordination.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.coordination.access.AttemptCounters.Limit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Contract of every implementation of {@link AttemptCounters}; each has a subclass. */
public abstract class AttemptCountersContract {
    private static final int MAX = 3;
    private static final int MAX_OF_ALL = 5;

    /** Returns the counters as another server has them. */
    protected abstract AttemptCounters open();

    /** Lets time pass by the clock that the counters begin again by. */
    protected abstract void pass(Duration time);

    private static List<Limit> limits(String client) {
        return List.of(new Limit("client " + client, MAX), new Limit("all", MAX_OF_ALL));
    }

    private static int counted(AttemptCounters counters, String client, int attempts) {
        return (int) IntStream.range(0, attempts)
                .filter(i -> counters.count(limits(client)))
                .count();
    }

    @Test
    void attempts_at_all_servers_fill_one_counter() {
        AttemptCounters a = open();
        AttemptCounters b = open();
        assertThat(a.count(limits("x"))).isTrue();
        assertThat(b.count(limits("x"))).isTrue();
        assertThat(a.count(limits("x"))).isTrue();
        assertThat(a.count(limits("x"))).isFalse();
        assertThat(b.count(limits("x"))).isFalse();
        assertThat(b.count(limits("y"))).isTrue();
    }

    @Test
    void an_attempt_that_is_refused_is_counted_nowhere() {
        AttemptCounters counters = open();
        assertThat(counted(counters, "x", 20)).isEqualTo(MAX);
        assertThat(counted(counters, "y", 20)).isEqualTo(MAX_OF_ALL - MAX);
        assertThat(counted(counters, "z", 20)).isZero();
        assertThat(counters.count(List.of(new Limit("client z", 1)))).isTrue();
    }

    @Test
    void an_attempt_that_is_taken_back_leaves_its_place_to_others() {
        AttemptCounters counters = open();
        assertThat(counted(counters, "x", MAX)).isEqualTo(MAX);
        counters.takeBack(limits("x"));
        assertThat(counted(counters, "x", 20)).isEqualTo(1);
        for (int i = 0; i < 20; i++) {
            counters.takeBack(limits("x"));
        }
        assertThat(counted(counters, "x", 20)).as("never below zero").isEqualTo(MAX);
    }

    @Test
    void counters_begin_again_after_their_window_and_not_before() {
        AttemptCounters counters = open();
        assertThat(counters.untilRoom(limits("x"))).isZero();
        counted(counters, "x", MAX);
        assertThat(counters.untilRoom(limits("x")))
                .isBetween(AttemptCounters.WINDOW.minusMinutes(1), AttemptCounters.WINDOW);
        assertThat(counters.untilRoom(limits("y"))).isZero();
        pass(AttemptCounters.WINDOW.minusMinutes(1));
        assertThat(counted(counters, "x", 1)).isZero();
        assertThat(counters.untilRoom(limits("x"))).isBetween(Duration.ZERO, Duration.ofMinutes(1));
        pass(Duration.ofMinutes(1));
        assertThat(counters.untilRoom(limits("x"))).isZero();
        assertThat(counted(counters, "x", 20)).isEqualTo(MAX);
    }

    @Test
    void parallel_attempts_at_all_servers_do_not_exceed_the_limits() {
        List<AttemptCounters> servers = List.of(open(), open());
        List<CompletableFuture<Boolean>> attempts = IntStream.range(0, 60)
                .mapToObj(i ->
                        CompletableFuture.supplyAsync(() -> servers.get(i % 2).count(limits("client " + i % 7))))
                .toList();
        assertThat(attempts.stream().filter(CompletableFuture::join).count()).isEqualTo(MAX_OF_ALL);
    }

    @Test
    void any_name_is_a_counter_of_its_own() {
        AttemptCounters counters = open();
        List<String> names =
                List.of("", "x'); DROP TABLE runfolio_attempts; --", "\0", "\ud800", "{a,b}", "ä", "x".repeat(1 << 20));
        for (String name : names) {
            Limit limit = new Limit(name, 1);
            assertThat(counters.count(List.of(limit))).isTrue();
            assertThat(counters.count(List.of(limit))).isFalse();
        }
        assertThat(counters.count(limits("x"))).isTrue();
    }
}
