package io.runfolio.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Ends the process when its heap is used up, on whichever thread that shows.
 *
 * <p>Libraries catch errors of their threads, so no handler of uncaught ones sees them. They log what they catch:
 * every logged throwable is looked at, at any level. A heap that is full without an error shows in the time that
 * collections take. Thread-safe.
 */
final class HeapGuard extends TurboFilter {
    /** An attempt's failure may still be written, so that the event is refused after a few of them. */
    private static final int GRACE_MILLIS = 2000;

    private static final int MAX_CAUSES = 20;
    private static final int MAX_SECONDS_OF_COLLECTION = 10;
    private static final double COLLECTION_SHARE = 0.9;
    private static final double FULL = 0.85;

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
    static void install(Runnable end) {
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
        } catch (InterruptedException | OutOfMemoryError e) {
            // nobody interrupts this thread; without memory there is nothing to wait for
        }
        end.run();
    }

    private void watchCollections() {
        int seconds = 0;
        try {
            long at = System.nanoTime();
            long collected = collectionMillis();
            while (seconds < MAX_SECONDS_OF_COLLECTION) {
                Thread.sleep(1000);
                long now = System.nanoTime();
                long then = collectionMillis();
                double share = (then - collected) / Math.max(1.0, TimeUnit.NANOSECONDS.toMillis(now - at));
                seconds = share > COLLECTION_SHARE && isFull() ? seconds + 1 : 0;
                at = now;
                collected = then;
            }
        } catch (InterruptedException e) {
            return;
        } catch (OutOfMemoryError e) {
            // that is what it watches for
        }
        exhausted.countDown();
    }

    private static boolean isFull() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory() > FULL * runtime.maxMemory();
    }

    private static long collectionMillis() {
        long millis = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            millis += Math.max(0, collector.getCollectionTime());
        }
        return millis;
    }
}
