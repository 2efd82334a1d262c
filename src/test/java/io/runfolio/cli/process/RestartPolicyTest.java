package io.runfolio.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
    private static final Duration QUICK = Duration.ofSeconds(3);

    @Test
    void each_quick_death_doubles_the_wait_up_to_half_a_minute() {
        RestartPolicy policy = new RestartPolicy();
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            waits.add(policy.afterLifeOf(QUICK).orElseThrow().toSeconds());
        }
        assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    }

    @Test
    void a_life_of_a_minute_makes_up_for_the_deaths_before_it() {
        RestartPolicy policy = new RestartPolicy();
        for (int i = 0; i < 15; i++) {
            policy.afterLifeOf(QUICK);
        }
        assertThat(policy.afterLifeOf(Duration.ofMinutes(1))).contains(Duration.ofSeconds(1));
        for (int i = 0; i < 19; i++) {
            assertThat(policy.afterLifeOf(QUICK)).isPresent();
        }
        assertThat(policy.afterLifeOf(QUICK)).isEmpty();
    }

    @Test
    void twenty_quick_deaths_in_a_row_are_enough() {
        RestartPolicy policy = new RestartPolicy();
        Optional<Duration> last = Optional.empty();
        int deaths = 0;
        do {
            last = policy.afterLifeOf(QUICK);
            deaths++;
        } while (last.isPresent());
        assertThat(deaths).isEqualTo(20);
    }
}
