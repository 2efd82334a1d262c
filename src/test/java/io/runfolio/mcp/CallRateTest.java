package io.runfolio.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallRateTest {
    private final AtomicLong clock = new AtomicLong(5);
    private final CallRate rate = new CallRate(60, clock::get);

    private void passSeconds(long seconds) {
        clock.addAndGet(seconds * 1_000_000_000L);
    }

    @Test
    void a_minutes_calls_may_come_at_once_and_then_one_each_second() {
        for (int i = 0; i < 60; i++) {
            assertThat(rate.take("ada")).isZero();
        }
        assertThat(rate.take("ada")).isEqualTo(1);
        passSeconds(1);
        assertThat(rate.take("ada")).isZero();
        assertThat(rate.take("ada")).isEqualTo(1);
        passSeconds(3600);
        for (int i = 0; i < 60; i++) {
            assertThat(rate.take("ada")).isZero();
        }
        assertThat(rate.take("ada")).isPositive();
    }

    @Test
    void callers_do_not_use_up_the_calls_of_others() {
        for (int i = 0; i < 100; i++) {
            rate.take("ada");
        }
        assertThat(rate.take("bob")).isZero();
    }
}
