package io.runfolio.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.files.InterruptedRunException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AttemptPermitsTest {
    private final AttemptPermits attemptPermits = new AttemptPermits();

    @Test
    void a_last_attempt_begins_when_the_others_have_ended_and_they_wait_for_it() throws InterruptedException {
        AttemptPermits.Permit one = attemptPermits.acquire(false);
        AttemptPermits.Permit other = attemptPermits.acquire(false);
        AtomicReference<AttemptPermits.Permit> alone = new AtomicReference<>();
        Thread last = start(() -> alone.set(attemptPermits.acquire(true)));
        waits(last);
        Thread next = start(() -> attemptPermits.acquire(false).close());
        waits(next);

        one.close();
        assertThat(alone).hasValue(null);
        other.close();
        last.join();
        assertThat(alone.get()).isNotNull();
        waits(next);
        alone.get().close();
        next.join();
    }

    @Test
    void a_stop_ends_the_waiting() throws InterruptedException {
        AttemptPermits.Permit held = attemptPermits.acquire(false);
        AtomicReference<Throwable> why = new AtomicReference<>();
        Thread waiting = start(() -> {
            try {
                attemptPermits.acquire(true);
            } catch (InterruptedRunException e) {
                why.set(e);
            }
        });
        waits(waiting);
        waiting.interrupt();
        waiting.join();
        assertThat(why.get()).isInstanceOf(InterruptedRunException.class);
        held.close();
        assertThat(attemptPermits.acquire(true)).isNotNull();
    }

    @Test
    void a_turn_that_is_given_back_twice_frees_one_place_only() throws InterruptedException {
        AttemptPermits.Permit first = attemptPermits.acquire(false);
        AttemptPermits.Permit second = attemptPermits.acquire(false);
        first.close();
        first.close();
        Thread last = start(() -> attemptPermits.acquire(true));
        waits(last);
        second.close();
        last.join();
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void waits(Thread thread) {
        await().until(() -> thread.getState() == Thread.State.WAITING);
    }
}
