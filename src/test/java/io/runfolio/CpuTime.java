package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/** Measures the CPU time of a task, which depends less on the load than wall-clock time. */
public final class CpuTime {
    private CpuTime() {}

    /** Returns the processor time that this thread spends on a task. */
    public static Duration of(Runnable task) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        task.run();
        return Duration.ofNanos(threads.getCurrentThreadCpuTime() - before);
    }

    /** Runs a task that may spend so much processor time in this thread. */
    public static void within(Duration limit, Runnable task) {
        assertThat(of(task)).as("processor time").isLessThan(limit);
    }
}
