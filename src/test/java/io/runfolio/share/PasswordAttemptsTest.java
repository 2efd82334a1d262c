package io.runfolio.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.UtcClock;
import io.runfolio.coordination.access.MemoryAttempts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PasswordAttemptsTest {
    private static final SharePassword PASSWORD = SharePassword.of("correct horse");

    private static final String CLIENT = "192.0.2.1";

    private Instant now = Instant.parse("2026-03-26T12:00:00Z");
    private final PasswordAttempts attempts = new PasswordAttempts(new MemoryAttempts(UtcClock.at(() -> now)));

    private static Share share(int number) {
        return new Share(
                String.format("share-%016x", number),
                "0".repeat(64),
                ShareKind.SET,
                List.of("artifact-0000000000000001"),
                "title",
                Instant.EPOCH,
                "local",
                Instant.MAX,
                Optional.of(PASSWORD),
                false,
                Set.of(),
                Optional.empty());
    }

    /** Attempts whose derivation counts itself and waits for a permit of the test. */
    private final class Slow {
        final AtomicInteger derivations = new AtomicInteger();
        final Semaphore permits = new Semaphore(0);
        final Semaphore begun = new Semaphore(0);
        final PasswordAttempts attempts;

        Slow(Duration maxWait) {
            attempts = new PasswordAttempts(
                    new MemoryAttempts(UtcClock.at(() -> now)),
                    (password, given) -> {
                        derivations.incrementAndGet();
                        begun.release();
                        permits.acquireUninterruptibly();
                        return given.equals("correct horse");
                    },
                    1,
                    maxWait);
        }

        CompletableFuture<PasswordAttempts.Result> attempt(int link, String password) {
            CompletableFuture<PasswordAttempts.Result> result = new CompletableFuture<>();
            new Thread(() -> result.complete(attempts.attempt(share(link), CLIENT, password))).start();
            return result;
        }
    }

    @Test
    void a_right_password_is_derived_once_however_often_it_is_sent() {
        Slow slow = new Slow(Duration.ofSeconds(30));
        slow.permits.release();
        assertThat(slow.attempt(1, "correct horse").join()).isEqualTo(PasswordAttempts.Result.RIGHT);
        List<CompletableFuture<PasswordAttempts.Result>> flood = IntStream.range(0, 50)
                .mapToObj(i -> slow.attempt(1, "correct horse"))
                .toList();
        assertThat(flood).extracting(CompletableFuture::join).containsOnly(PasswordAttempts.Result.RIGHT);
        assertThat(slow.derivations).hasValue(1);
    }

    @Test
    void once_it_is_known_wrong_passwords_cost_nothing_and_are_limited_all_the_same() {
        Slow slow = new Slow(Duration.ofSeconds(30));
        slow.permits.release();
        slow.attempt(1, "correct horse").join();
        for (int i = 0; i < PasswordAttempts.MAX_PER_CLIENT; i++) {
            assertThat(slow.attempt(1, "guess").join()).isEqualTo(PasswordAttempts.Result.WRONG);
        }
        assertThat(slow.attempt(1, "correct horse").join())
                .as("a limited attempt reveals nothing")
                .isEqualTo(PasswordAttempts.Result.LIMITED);
        assertThat(slow.derivations).hasValue(1);
        assertThat(slow.attempts.retryAfter(share(1), CLIENT)).isEqualTo(PasswordAttempts.WINDOW);
    }

    @Test
    void a_flood_at_one_link_takes_two_places_and_the_rest_are_sent_away_at_once() throws InterruptedException {
        Slow slow = new Slow(Duration.ofSeconds(30));
        CompletableFuture<PasswordAttempts.Result> first = slow.attempt(1, "guess");
        slow.begun.acquire();
        List<CompletableFuture<PasswordAttempts.Result>> flood =
                IntStream.range(0, 50).mapToObj(i -> slow.attempt(1, "guess")).toList();
        await().until(() -> flood.stream().filter(CompletableFuture::isDone).count()
                == flood.size() + 1 - PasswordAttempts.MAX_AT_ONCE_PER_LINK);
        assertThat(flood.stream().filter(CompletableFuture::isDone))
                .extracting(CompletableFuture::join)
                .containsOnly(PasswordAttempts.Result.BUSY);

        CompletableFuture<PasswordAttempts.Result> other = slow.attempt(2, "correct horse");
        slow.permits.release(3);
        assertThat(other.join()).isEqualTo(PasswordAttempts.Result.RIGHT);
        assertThat(first.join()).isEqualTo(PasswordAttempts.Result.WRONG);
        flood.forEach(CompletableFuture::join);
        assertThat(slow.derivations).hasValue(3);
    }

    @Test
    void floods_at_many_links_have_few_places_and_one_derivation_at_once() throws InterruptedException {
        Slow slow = new Slow(Duration.ofSeconds(30));
        CompletableFuture<PasswordAttempts.Result> first = slow.attempt(0, "guess");
        slow.begun.acquire();
        List<CompletableFuture<PasswordAttempts.Result>> flood =
                IntStream.range(1, 60).mapToObj(i -> slow.attempt(i, "guess")).toList();
        await().until(() -> flood.stream().filter(CompletableFuture::isDone).count()
                == flood.size() + 1 - PasswordAttempts.MAX_AT_ONCE);
        assertThat(slow.derivations).hasValue(1);
        slow.permits.release(PasswordAttempts.MAX_AT_ONCE);
        flood.forEach(CompletableFuture::join);
        first.join();
        assertThat(slow.derivations).hasValue(PasswordAttempts.MAX_AT_ONCE);
    }

    @Test
    void an_attempt_that_waited_too_long_is_not_counted() throws InterruptedException {
        Slow slow = new Slow(Duration.ZERO);
        CompletableFuture<PasswordAttempts.Result> first = slow.attempt(1, "guess");
        slow.begun.acquire();
        for (int i = 0; i < 2 * PasswordAttempts.MAX_PER_CLIENT; i++) {
            assertThat(slow.attempt(2, "guess").join()).isEqualTo(PasswordAttempts.Result.BUSY);
        }
        slow.permits.release(2);
        first.join();
        assertThat(slow.attempt(2, "correct horse").join()).isEqualTo(PasswordAttempts.Result.RIGHT);
    }

    @Test
    void parallel_attempts_do_not_exceed_the_limit_of_a_link() {
        List<CompletableFuture<PasswordAttempts.Result>> all = IntStream.range(0, 60)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> attempts.attempt(share(1), CLIENT, "guess " + i)))
                .toList();

        long compared = all.stream()
                .filter(one -> one.join() == PasswordAttempts.Result.WRONG)
                .count();

        assertThat(compared).isBetween(1L, (long) PasswordAttempts.MAX_PER_CLIENT);
    }

    @Test
    void right_passwords_are_not_counted_and_failures_are_forgotten_with_their_window() {
        for (int i = 0; i < PasswordAttempts.MAX_PER_CLIENT - 1; i++) {
            assertThat(attempts.attempt(share(1), CLIENT, "guess")).isEqualTo(PasswordAttempts.Result.WRONG);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(attempts.attempt(share(1), CLIENT, "correct horse")).isEqualTo(PasswordAttempts.Result.RIGHT);
        }
        assertThat(attempts.attempt(share(1), CLIENT, "guess")).isEqualTo(PasswordAttempts.Result.WRONG);
        assertThat(attempts.attempt(share(1), CLIENT, "correct horse")).isEqualTo(PasswordAttempts.Result.LIMITED);
        assertThat(attempts.attempt(share(2), CLIENT, "correct horse")).isEqualTo(PasswordAttempts.Result.RIGHT);
        now = now.plus(PasswordAttempts.WINDOW);
        assertThat(attempts.attempt(share(1), CLIENT, "correct horse")).isEqualTo(PasswordAttempts.Result.RIGHT);
    }

    /** Returns attempts whose derivation is quick. */
    private PasswordAttempts quick() {
        return quick(new MemoryAttempts(UtcClock.at(() -> now)));
    }

    private static PasswordAttempts quick(MemoryAttempts counters) {
        return new PasswordAttempts(
                counters, (password, given) -> given.equals("correct horse"), 1, Duration.ofSeconds(30));
    }

    private static void exhaust(PasswordAttempts attempts, int link, String client) {
        for (int i = 0; i < PasswordAttempts.MAX_PER_CLIENT; i++) {
            assertThat(attempts.attempt(share(link), client, "guess")).isEqualTo(PasswordAttempts.Result.WRONG);
        }
        assertThat(attempts.attempt(share(link), client, "correct horse")).isEqualTo(PasswordAttempts.Result.LIMITED);
    }

    @Test
    void a_client_that_one_server_has_locked_out_learns_nothing_from_another_one() {
        MemoryAttempts counters = new MemoryAttempts(UtcClock.at(() -> now));
        List<PasswordAttempts> servers = List.of(quick(counters), quick(counters));
        assertThat(servers.get(1).attempt(share(1), "192.0.2.2", "correct horse"))
                .isEqualTo(PasswordAttempts.Result.RIGHT);
        exhaust(servers.get(0), 1, CLIENT);
        for (String password : List.of("correct horse", "guess")) {
            assertThat(servers.get(1).attempt(share(1), CLIENT, password)).isEqualTo(PasswordAttempts.Result.LIMITED);
        }
        assertThat(servers.get(0).attempt(share(1), "192.0.2.2", "correct horse"))
                .isEqualTo(PasswordAttempts.Result.RIGHT);
    }

    @Test
    void right_passwords_of_one_client_at_once_do_not_lock_out_each_other() {
        PasswordAttempts quick = quick();
        quick.attempt(share(1), CLIENT, "correct horse");
        for (int i = 1; i < PasswordAttempts.MAX_PER_CLIENT; i++) {
            quick.attempt(share(1), CLIENT, "guess");
        }
        List<CompletableFuture<PasswordAttempts.Result>> all = IntStream.range(0, 200)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> quick.attempt(share(1), CLIENT, "correct horse")))
                .toList();
        assertThat(all).extracting(CompletableFuture::join).containsOnly(PasswordAttempts.Result.RIGHT);
    }

    @Test
    void a_client_locks_a_link_for_itself_and_not_for_others() {
        PasswordAttempts quick = quick();
        exhaust(quick, 1, CLIENT);
        assertThat(quick.attempt(share(1), "192.0.2.2", "correct horse")).isEqualTo(PasswordAttempts.Result.RIGHT);
        assertThat(quick.attempt(share(2), CLIENT, "correct horse")).isEqualTo(PasswordAttempts.Result.RIGHT);
        assertThat(quick.attempt(share(1), CLIENT, "correct horse")).isEqualTo(PasswordAttempts.Result.LIMITED);
        now = now.plus(PasswordAttempts.WINDOW).minusNanos(1);
        assertThat(quick.attempt(share(1), CLIENT, "correct horse")).isEqualTo(PasswordAttempts.Result.LIMITED);
        now = now.plusNanos(1);
        assertThat(quick.attempt(share(1), CLIENT, "correct horse")).isEqualTo(PasswordAttempts.Result.RIGHT);
    }

    @Test
    void addresses_of_one_ipv6_network_are_one_client_and_mapped_ones_are_ipv4() {
        PasswordAttempts quick = quick();
        exhaust(quick, 1, "2001:db8:0:7::1");
        for (String same : List.of("2001:db8:0:7:ffff:1:2:3", "2001:0DB8::7:0:0:0:9", "[2001:db8:0:7::5]")) {
            assertThat(quick.attempt(share(1), same, "correct horse"))
                    .as(same)
                    .isEqualTo(PasswordAttempts.Result.LIMITED);
        }
        assertThat(quick.attempt(share(1), "2001:db8:0:8::1", "correct horse"))
                .isEqualTo(PasswordAttempts.Result.RIGHT);
        exhaust(quick, 2, CLIENT);
        assertThat(quick.attempt(share(2), "::ffff:" + CLIENT, "correct horse"))
                .isEqualTo(PasswordAttempts.Result.LIMITED);
        exhaust(quick, 3, "");
        exhaust(quick, 3, "no:address");
    }

    @Test
    void a_link_is_locked_for_all_after_many_times_as_many_failures() {
        PasswordAttempts quick = quick();
        for (int i = 0; i < PasswordAttempts.MAX_PER_LINK; i++) {
            assertThat(quick.attempt(share(1), "client " + i, "guess")).isEqualTo(PasswordAttempts.Result.WRONG);
        }
        assertThat(quick.attempt(share(1), "another", "correct horse")).isEqualTo(PasswordAttempts.Result.LIMITED);
        assertThat(quick.attempt(share(2), "another", "correct horse")).isEqualTo(PasswordAttempts.Result.RIGHT);
    }
}
