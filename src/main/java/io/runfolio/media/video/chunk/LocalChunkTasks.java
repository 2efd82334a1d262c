package io.runfolio.media.video.chunk;

import io.runfolio.files.InterruptedRunException;
import io.runfolio.media.WorkDeadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
    public void run(List<ChunkTask> tasks, Encoder encoder, Supplier<Duration> timeLimit) {
        Work work = new Work(new ConcurrentLinkedQueue<>(tasks), encoder, timeLimit, new AtomicReference<>());
        List<Thread> helpers = new ArrayList<>();
        try {
            for (ChunkTask task = work.next(); task != null; task = work.next()) {
                helpers.removeIf(helper -> !helper.isAlive());
                startHelpers(helpers, work);
                work.execute(task);
            }
        } finally {
            work.queue().clear(); // also after an error
            end(helpers, work);
        }
        work.rethrow();
    }

    /** Work on one clip; its queue is emptied by the first failure. */
    private record Work(
            Queue<ChunkTask> queue,
            Encoder encoder,
            Supplier<Duration> timeLimit,
            AtomicReference<RuntimeException> failure) {
        ChunkTask next() {
            return failure.get() == null ? queue.poll() : null;
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
        while (helpers.size() < Math.min(slots.maxHelpers(), work.queue().size()) && slots.tryEnterHelper()) {
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
            ChunkTask task = work.next();
            try {
                if (task != null) {
                    work.execute(task);
                }
            } finally {
                slots.leaveHelper();
            }
            hasSlot = task != null && slots.tryEnterHelper();
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
