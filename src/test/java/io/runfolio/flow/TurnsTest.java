package io.runfolio.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.run.InterruptedRunException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final Turns turns = new Turns();

    @Test
    void a_last_attempt_begins_when_the_others_have_ended_and_they_wait_for_it() throws InterruptedException {
        Turns.Turn one = turns.take(false);
        Turns.Turn other = turns.take(false);
        AtomicReference<Turns.Turn> alone = new AtomicReference<>();
        Thread last = start(() -> alone.set(turns.take(true)));
        waits(last);
        Thread next = start(() -> turns.take(false).close());
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
        Turns.Turn held = turns.take(false);
        AtomicReference<Throwable> why = new AtomicReference<>();
        Thread waiting = start(() -> {
            try {
                turns.take(true);
            } catch (InterruptedRunException e) {
                why.set(e);
            }
        });
        waits(waiting);
        waiting.interrupt();
        waiting.join();
        assertThat(why.get()).isInstanceOf(InterruptedRunException.class);
        held.close();
        assertThat(turns.take(true)).isNotNull();
    }

    @Test
    void a_turn_that_is_given_back_twice_frees_one_place_only() throws InterruptedException {
        Turns.Turn first = turns.take(false);
        Turns.Turn second = turns.take(false);
        first.close();
        first.close();
        Thread last = start(() -> turns.take(true));
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
