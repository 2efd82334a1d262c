package io.runfolio.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.UtcClock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PasswordAttemptsTest {
    private static final SharePassword PASSWORD = SharePassword.of("correct horse");

    private Instant now = Instant.parse("2026-03-26T12:00:00Z");
    private final PasswordAttempts attempts = new PasswordAttempts(new UtcClock() {
        @Override
        public Instant instant() {
            return now;
        }
    });

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

    @Test
    void parallel_attempts_do_not_exceed_the_limit_of_a_link() {
        List<CompletableFuture<PasswordAttempts.Result>> all = IntStream.range(0, 60)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> attempts.attempt(share(1), "guess " + i)))
                .toList();

        long compared = all.stream()
                .filter(one -> one.join() == PasswordAttempts.Result.WRONG)
                .count();

        assertThat(compared).isBetween(1L, (long) PasswordAttempts.MAX_PER_LINK);
    }

    @Test
    void right_passwords_are_not_counted_and_failures_are_forgotten_with_their_window() {
        for (int i = 0; i < PasswordAttempts.MAX_PER_LINK - 1; i++) {
            assertThat(attempts.attempt(share(1), "guess")).isEqualTo(PasswordAttempts.Result.WRONG);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(attempts.attempt(share(1), "correct horse")).isEqualTo(PasswordAttempts.Result.RIGHT);
        }
        assertThat(attempts.attempt(share(1), "guess")).isEqualTo(PasswordAttempts.Result.WRONG);
        assertThat(attempts.attempt(share(1), "correct horse")).isEqualTo(PasswordAttempts.Result.LIMITED);
        assertThat(attempts.attempt(share(2), "correct horse")).isEqualTo(PasswordAttempts.Result.RIGHT);
        now = now.plus(PasswordAttempts.WINDOW);
        assertThat(attempts.attempt(share(1), "correct horse")).isEqualTo(PasswordAttempts.Result.RIGHT);
    }
}
