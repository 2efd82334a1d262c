package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts the heap that a task asks for, all that it lets go of again included. */
public final class Allocation {
    private Allocation() {}

    /** Returns how many bytes this thread allocates while it does a task. */
    public static long of(Runnable task) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        task.run();
        return threads.getThreadAllocatedBytes(thread) - before;
    }

    /** Runs a task with a limit on allocated bytes. A task above it runs once more, without class loading. */
    public static void within(long bytes, Runnable task) {
        if (of(task) >= bytes) {
            assertThat(of(task)).as("bytes allocated").isLessThan(bytes);
        }
    }
}
