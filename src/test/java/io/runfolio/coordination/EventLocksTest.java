package io.runfolio.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.coordination.folder.FolderLayout;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.LockProgram;
import io.runfolio.files.lock.Mutex;
import io.runfolio.wiring.Backends;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLocksTest {
    @TempDir
    Path outputs;

    @Test
    void one_thread_at_a_time_works_on_an_event() throws Exception {
        BundleLayout layout = Backends.outputs(outputs);
        List<EventLocks> locks = List.of(
                layout.coordination().eventLocks(), layout.coordination().eventLocks());
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                EventLocks mine = locks.get(i % 2);
                all.add(threads.submit(() -> {
                    Mutex.Held held = mine.hold("e");
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    Thread.yield();
                    inside.decrementAndGet();
                    held.close();
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void different_events_do_not_wait_for_each_other_and_closing_twice_does_no_harm() {
        EventLocks locks = Backends.outputs(outputs).coordination().eventLocks();
        Mutex.Held first = locks.hold("a");
        Mutex.Held second = locks.hold("b");
        first.close();
        first.close();
        Mutex.Held again = locks.hold("a");
        second.close();
        again.close();
    }

    @Test
    void a_lock_may_be_given_back_by_another_thread() throws Exception {
        EventLocks locks = Backends.outputs(outputs).coordination().eventLocks();
        Mutex.Held held = locks.hold("a");
        Thread other = new Thread(held::close);
        other.start();
        other.join();
        locks.hold("a").close();
    }

    @Test
    void an_unreferenced_lock_survives_garbage_collection() throws Exception {
        BundleLayout layout = Backends.outputs(outputs);
        layout.coordination().eventLocks().hold("a");
        LockProgram.collectGarbage();

        assertThat(LockProgram.tried(new FolderLayout(layout.control()).locks().resolve("events.lock")))
                .isEqualTo("locked");
        layout.coordination().eventLocks().hold("innocent").close();
    }

    @Test
    void who_is_told_to_stop_while_waiting_stops() {
        EventLocks locks = Backends.outputs(outputs).coordination().eventLocks();
        Mutex.Held held = locks.hold("a");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> locks.hold("a")).isInstanceOf(InterruptedRunException.class);
        assertThat(Thread.interrupted()).isTrue();
        held.close();
        locks.hold("a").close();
    }
}
