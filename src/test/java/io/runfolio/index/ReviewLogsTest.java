package io.runfolio.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.wiring.Backends;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class ReviewLogsTest {
    @TempDir
    Path outputs;

    @Test
    void who_settles_waits_for_those_who_append_in_other_threads() throws Exception {
        ReviewLogs ledgers = new ReviewLogs(Backends.outputs(outputs));
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        AtomicBoolean done = new AtomicBoolean();
        Thread holder = new Thread(() -> ledgers.with("some-run", () -> {
            held.countDown();
            await(told);
            return done.getAndSet(true);
        }));
        holder.start();
        held.await();

        Thread settling = waiting(ledgers);
        assertThat(done).isFalse();
        told.countDown();
        settling.join();

        assertThat(done).isTrue();
    }

    @Test
    void who_settles_waits_for_those_who_append_in_other_processes() throws Exception {
        Process holder = IndexProgram.start(List.of(), outputs, "ledger", "some-run");
        try (BufferedReader said = holder.inputReader()) {
            assertThat(said.readLine()).isEqualTo("held");

            Thread settling = waiting(new ReviewLogs(Backends.outputs(outputs)));
            assertThat(holder.isAlive()).isTrue();
            holder.getOutputStream().close();
            settling.join();

            assertThat(holder.waitFor()).isZero();
        }
    }

    @Test
    void later_appends_do_not_delay_the_wait() {
        ReviewLogs ledgers = new ReviewLogs(Backends.outputs(outputs));
        ledgers.awaitIdle();

        assertThat(ledgers.with("some-run", () -> 1)).isEqualTo(1);
        ledgers.awaitIdle();
    }

    /** Starts to settle, and returns once that has come to a wait. */
    private static Thread waiting(ReviewLogs ledgers) {
        Thread settling = new Thread(ledgers::awaitIdle);
        settling.start();
        while (settling.getState() != Thread.State.TIMED_WAITING) {
            assertThat(settling.isAlive()).as("it waits").isTrue();
            Thread.onSpinWait();
        }
        return settling;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
