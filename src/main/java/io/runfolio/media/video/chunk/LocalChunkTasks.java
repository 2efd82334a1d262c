package io.runfolio.media.video.chunk;

import io.runfolio.files.InterruptedRunException;
import io.runfolio.media.WorkDeadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Executes tasks on the calling thread, and on helpers while fewer clips are in progress than allowed.
 *
 * <p>There are never more encoders than clips that may be processed at once.
 */
public final class LocalChunkTasks implements ChunkTasks {
    private final EncoderSlots slots;

    /** @param encoders clips that are processed at once, at least 1 */
    public LocalChunkTasks(int encoders) {
        slots = new EncoderSlots(encoders);
    }

    @Override
    public <T> T withEncoder(Supplier<T> work) {
        long begun = System.nanoTime();
        slots.enterClip();
        WorkDeadline.extend(System.nanoTime() - begun); // the clock of a clip does not run while it waits
        try {
            return work.get();
        } finally {
            slots.leaveClip();
        }
    }

    @Override
    public void run(
            List<ChunkTask> tasks, ChunkCheckpoints checkpoints, Encoder encoder, Supplier<Duration> timeLimit) {
        run(TaskSource.of(tasks), encoder, timeLimit);
    }

    /**
     * Executes tasks until the source gives none, and returns when all have ended. The caller has an encoder.
     *
     * @param encoder executes a task in this process
     * @param timeLimit gives the remaining time of the clip; safe for use by several threads
     * @throws RuntimeException the first failure of a task; no task is running any more
     */
    public void run(TaskSource tasks, Encoder encoder, Supplier<Duration> timeLimit) {
        Work work = new Work(tasks, encoder, timeLimit, new AtomicBoolean(), new AtomicReference<>());
        List<Thread> helpers = new ArrayList<>();
        try {
            for (Optional<ChunkTask> task = work.next(); task.isPresent(); task = work.next()) {
                helpers.removeIf(helper -> !helper.isAlive());
                startHelpers(helpers, work);
                work.execute(task.get());
            }
        } finally {
            work.ended().set(true); // also after an error
            end(helpers, work);
        }
        work.rethrow();
    }

    /**
     * Takes an encoder that no clip needs, for one task of another worker.
     *
     * @return what gives it back; empty if all are in use
     */
    public Optional<Encoding> tryEncoder() {
        return slots.tryEnterHelper() ? Optional.of(slots::leaveHelper) : Optional.empty();
    }

    /** Use of an encoder, until it is closed. */
    public interface Encoding extends AutoCloseable {
        @Override
        void close();
    }

    /** Work on one clip; no task is taken after its end or the first failure. */
    private record Work(
            TaskSource tasks,
            Encoder encoder,
            Supplier<Duration> timeLimit,
            AtomicBoolean ended,
            AtomicReference<RuntimeException> failure) {
        Optional<ChunkTask> next() {
            return failure.get() == null && !ended.get() ? tasks.next() : Optional.empty();
        }

        void execute(ChunkTask task) {
            try {
                encoder.encode(task, timeLimit);
            } catch (RuntimeException e) {
                failure.compareAndSet(null, e);
            }
        }

        void rethrow() {
            if (failure.get() != null) {
                throw failure.get();
            }
        }
    }

    private void startHelpers(List<Thread> helpers, Work work) {
        while (helpers.size() < Math.min(slots.maxHelpers(), work.tasks().left()) && slots.tryEnterHelper()) {
            Thread helper = new Thread(() -> help(work), Thread.currentThread().getName() + "-chunk");
            helper.setDaemon(true);
            helpers.add(helper);
            helper.start();
        }
    }

    /** Executes tasks while no clip needs the slot, which was taken. */
    private void help(Work work) {
        boolean hasSlot = true;
        while (hasSlot) {
            Optional<ChunkTask> task = Optional.empty();
            try {
                task = work.next();
                task.ifPresent(work::execute);
            } finally {
                slots.leaveHelper();
            }
            hasSlot = task.isPresent() && slots.tryEnterHelper();
        }
    }

    /** Waits for the helpers; kills their children if the work has failed or this thread is to stop. */
    private static void end(List<Thread> helpers, Work work) {
        for (Thread helper : helpers) {
            try {
                if (work.failure().get() != null) {
                    helper.interrupt();
                }
                helper.join();
            } catch (InterruptedException e) {
                InterruptedRunException stopped =
                        new InterruptedRunException("Stopped while a clip was encoded in chunks", e);
                work.failure().set(stopped);
                helpers.forEach(Thread::interrupt);
                joinWithoutInterrupt(helpers);
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Waits for helpers that were interrupted: their children are killed within seconds. */
    private static void joinWithoutInterrupt(List<Thread> helpers) {
        for (Thread helper : helpers) {
            try {
                helper.join(Duration.ofSeconds(10).toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
