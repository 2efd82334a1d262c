package io.runfolio.cli.process;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Ends the process when its heap is exhausted, on any thread.
 *
 * <p>Libraries catch and log the errors of their threads, so a handler of uncaught exceptions does not see them. Each
 * logged throwable is checked, at any level. A full heap without an error shows in the time of collections.
 * Thread-safe.
 */
public final class HeapGuard extends TurboFilter {
    /** An attempt's failure may still be written, so that the event is refused after a few of them. */
    private static final int GRACE_MILLIS = 2000;

    private static final int MAX_CAUSES = 20;
    /** Time in which no collection makes room. A duration, not a count of looks: a full heap delays each look. */
    private static final long MAX_NANOS_FULL = TimeUnit.SECONDS.toNanos(10);

    private static final double COLLECTION_SHARE = 0.9;
    private static final double FULL = 0.85;
    private static final double OLD_FULL = 0.97;

    private final CountDownLatch exhausted = new CountDownLatch(1);
    private final Runnable end;

    private HeapGuard(Runnable end) {
        this.end = end;
    }

    /**
     * Watches this process. To be called when the log has been set up.
     *
     * @param end ends the process at once
     */
    public static void install(Runnable end) {
        // loads what halting the process needs, as there is no room for classes when the heap is full
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {}, "runfolio-heap-guard"));
        HeapGuard guard = new HeapGuard(end);
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            guard.look(failure);
            if (before != null) {
                before.uncaughtException(thread, failure);
            } else {
                LoggerFactory.getLogger(HeapGuard.class).error("{} ended", thread.getName(), failure);
            }
        });
        ((LoggerContext) LoggerFactory.getILoggerFactory()).addTurboFilter(guard);
        daemon("runfolio-heap-exhausted", guard::await);
        daemon("runfolio-heap-watch", guard::watchCollections);
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public FilterReply decide(
            Marker marker, Logger logger, Level level, String format, Object[] values, Throwable failure) {
        look(failure);
        if (failure == null && values != null && values.length > 0) {
            look(values[values.length - 1] instanceof Throwable last ? last : null);
        }
        return FilterReply.NEUTRAL;
    }

    private void look(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            if (cause instanceof OutOfMemoryError) {
                exhausted.countDown();
                return;
            }
            cause = cause.getCause();
        }
    }

    private void await() {
        try {
            exhausted.await();
            Thread.sleep(GRACE_MILLIS);
        } catch (Throwable e) {
            // nobody interrupts this thread, and without memory there is nothing to wait for
        }
        while (true) {
            try {
                end.run();
            } catch (Throwable e) {
                // the first call of a method needs memory, too: the next try may get it
            }
        }
    }

    private void watchCollections() {
        try {
            long at = System.nanoTime();
            long fullSince = at;
            Collections before = Collections.now();
            do {
                Thread.sleep(1000);
                long now = System.nanoTime();
                Collections after = Collections.now();
                if (!isFull() || !isUseless(before, after, now - at)) {
                    fullSince = now;
                }
                at = now;
                before = after;
            } while (at - fullSince < MAX_NANOS_FULL);
        } catch (InterruptedException e) {
            return;
        } catch (Throwable e) {
            // what it watches for; without memory a class that is used first fails to load, by another exception
        }
        exhausted.countDown();
    }

    /**
     * Returns whether the collections took nearly all time, or left the old generation full. On a busy machine their
     * share of the time is small, as threads wait for a processor between them.
     */
    private static boolean isUseless(Collections before, Collections after, long nanos) {
        double share = (after.millis() - before.millis()) / Math.max(1.0, TimeUnit.NANOSECONDS.toMillis(nanos));
        return share > COLLECTION_SHARE || after.count() > before.count() && isOldFullAfterCollection();
    }

    private static boolean isFull() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory() > FULL * runtime.maxMemory();
    }

    /** Returns whether the last collection left the old generation full. */
    private static boolean isOldFullAfterCollection() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().contains("Old") || pool.getName().contains("Tenured"))
                .map(MemoryPoolMXBean::getCollectionUsage)
                .anyMatch(usage -> usage != null && usage.getMax() > 0 && usage.getUsed() > OLD_FULL * usage.getMax());
    }

    /** Number and time of all collections since the start. */
    private record Collections(long count, long millis) {
        static Collections now() {
            long count = 0;
            long millis = 0;
            for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
                count += Math.max(0, collector.getCollectionCount());
                millis += Math.max(0, collector.getCollectionTime());
            }
            return new Collections(count, millis);
        }
    }
}
