package io.runfolio.media.video.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.runfolio.files.InterruptedRunException;
import io.runfolio.media.video.engine.ChunkPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads meet at barriers, so that both sides of each race are taken. */
@Timeout(60)
class LocalChunkTasksTest {
    private static final Supplier<Duration> TIME = () -> Duration.ofMinutes(1);

    private final Queue<String> done = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @Test
    void one_encoder_executes_one_task_after_the_other() {
        LocalChunkTasks tasks = new LocalChunkTasks(1);
        run(tasks, 5, task -> {});
        assertThat(done).containsExactly("0", "1", "2", "3", "4");
        assertThat(most).hasValue(1);
    }

    @Test
    void idle_encoders_help() {
        LocalChunkTasks tasks = new LocalChunkTasks(3);
        CyclicBarrier three = new CyclicBarrier(3);
        run(tasks, 6, task -> await3(three));
        assertThat(done).hasSize(6).doesNotHaveDuplicates();
        assertThat(most).hasValue(3);
    }

    @Test
    void another_clip_waits_for_a_helper_and_gets_its_encoder() throws Exception {
        LocalChunkTasks tasks = new LocalChunkTasks(2);
        CyclicBarrier both = new CyclicBarrier(2);
        CountDownLatch asked = new CountDownLatch(1);
        AtomicReference<Thread> other = new AtomicReference<>();
        AtomicInteger others = new AtomicInteger();
        run(tasks, 8, task -> {
            if (task.chunk().from() < 2) {
                await3(both); // the clip and its helper have an encoder each
                if (task.chunk().from() == 0) {
                    other.set(new Thread(() -> {
                        asked.countDown();
                        tasks.withEncoder(
                                () -> begin(() -> await().until(() -> done.size() >= 6)) + others.incrementAndGet());
                    }));
                    other.get().start();
                    awaitLatch(asked);
                    await().until(() -> other.get().getState() == Thread.State.WAITING);
                }
                await3(both);
            }
        });
        other.get().join();
        assertThat(others).hasValue(1);
        assertThat(done).hasSize(8);
        assertThat(most).as("encoders at once").hasValue(2);
    }

    @Test
    void a_task_of_another_worker_gets_an_encoder_only_while_no_clip_needs_it() throws Exception {
        LocalChunkTasks tasks = new LocalChunkTasks(1);
        tasks.withEncoder(() -> {
            assertThat(tasks.tryEncoder()).isEmpty();
            return true;
        });
        LocalChunkTasks.Encoding encoding = tasks.tryEncoder().orElseThrow();
        assertThat(tasks.tryEncoder()).isEmpty();

        Thread clip = new Thread(() -> run(tasks, 2, task -> {}));
        clip.start();
        await().until(() -> clip.getState() == Thread.State.WAITING);
        assertThat(tasks.tryEncoder()).isEmpty();
        assertThat(done).isEmpty();
        encoding.close();
        clip.join();
        assertThat(done).hasSize(2);
        assertThat(tasks.tryEncoder()).isPresent();
    }

    @Test
    void a_failure_ends_the_work_and_no_task_is_left_running() {
        LocalChunkTasks tasks = new LocalChunkTasks(2);
        CyclicBarrier both = new CyclicBarrier(2);
        assertThatThrownBy(() -> run(tasks, 10, task -> {
                    await3(both);
                    if (task.chunk().from() == 0) {
                        throw new IllegalStateException("first");
                    }
                    sleepUntilInterrupted();
                }))
                .hasMessage("first");
        assertThat(running).hasValue(0);
        assertThat(done).isEmpty();
        run(tasks, 1, task -> {});
        assertThat(done).hasSize(1);
    }

    @Test
    void a_stop_of_the_clip_stops_its_helpers() throws Exception {
        LocalChunkTasks tasks = new LocalChunkTasks(2);
        CyclicBarrier both = new CyclicBarrier(3);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread clip = new Thread(() -> {
            try {
                run(tasks, 2, task -> {
                    await3(both);
                    sleepUntilInterrupted();
                });
            } catch (RuntimeException e) {
                thrown.set(e);
            }
        });
        clip.start();
        await3(both);
        clip.interrupt();
        clip.join();
        assertThat(thrown.get()).isInstanceOf(InterruptedRunException.class);
        assertThat(running).hasValue(0);
    }

    private interface Body {
        void run(ChunkTask task);
    }

    private void run(LocalChunkTasks tasks, int count, Body body) {
        List<ChunkTask> all = IntStream.range(0, count)
                .mapToObj(number -> new ChunkTask("" + number, new Chunk(number, number + 1), plan()))
                .toList();
        ChunkTasks.Encoder encoder = (task, limit) -> {
            begin(() -> body.run(task));
            done.add(task.key());
        };
        tasks.withEncoder(() -> {
            tasks.run(TaskSource.of(all), encoder, TIME);
            return true;
        });
    }

    private int begin(Runnable work) {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        try {
            work.run();
        } finally {
            running.decrementAndGet();
        }
        return 0;
    }

    private static void sleepUntilInterrupted() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("stopped", e);
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await3(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static ChunkPlan plan() {
        return new ChunkPlan(Path.of("a"), "mov", 0, Optional.empty(), 0, "", 0, 0, Path.of("."));
    }
}
