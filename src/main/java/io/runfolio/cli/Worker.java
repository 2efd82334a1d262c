package io.runfolio.cli;

import io.micrometer.core.instrument.MeterRegistry;
import io.runfolio.WorkerHandle;
import io.runfolio.flow.Ledger;
import io.runfolio.flow.LedgerMetrics;
import io.runfolio.run.InterruptedRunException;
import io.runfolio.settings.RunfolioSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker of its own process, by Camel Main, which also stops it in good order on a signal. */
final class Worker {
    private static final long IDLE_CHECK_MILLIS = 50;
    /** A paused intake may open by itself; a worker that is to end does not wait for it longer than this. */
    private static final long STUCK_MILLIS = 10_000;

    /** Time for the last line of the log after the grace of a stop. */
    private static final Duration REPORT_TIME = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final RunfolioSettings settings;
    private final Map<String, String> camelSettings;
    private volatile WorkerHandle handle;
    private volatile long expected;

    /**
     * @param camelSettings settings of Camel's own, such as {@code camel.main.*}
     */
    Worker(RunfolioSettings settings, Map<String, String> camelSettings) {
        this.settings = settings;
        this.camelSettings = camelSettings;
    }

    /** Works until the inbox is empty; the bar counts towards so many events. */
    WorkerHandle drain(long events) throws Exception {
        expected = events;
        return run(true);
    }

    /** Works until a signal comes or, to drain, until the inbox is empty. */
    WorkerHandle run(boolean drain) throws Exception {
        HeapGuard.install(Worker::endAtOnce);
        Main main = new Main();
        main.configure().withName("runfolio").withBasePackageScanEnabled(false);
        main.configure().setShutdownTimeout((int)
                Math.max(1, settings.worker().shutdownGrace().toSeconds()));
        main.configure().setShutdownLogInflightExchangesOnTimeout(false);
        main.configure().withRoutesIncludePattern("false");
        main.configure().setJmxManagementStatisticsLevel(org.apache.camel.ManagementStatisticsLevel.Extended);
        main.setDefaultPropertyPlaceholderLocation("false");
        if (settings.traces().enabled()) {
            Tracing.on(main, settings.traces());
        }
        Operations.refuseTakenPort(settings.http());
        Operations.settings(settings).forEach(main::addInitialProperty);
        camelSettings.forEach(main::addInitialProperty);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterConfigure(BaseMainSupport configured) {
                handle = WorkerHandle.install(
                        configured.getCamelContext(), settings, Clock.systemUTC(), Worker::endAtOnce);
            }

            @Override
            public void afterStart(BaseMainSupport started) {
                ManagementGuard.install(started.getCamelContext(), settings.http());
                Optional.ofNullable(started.getCamelContext().getRegistry().findSingleByType(MeterRegistry.class))
                        .ifPresent(registry -> LedgerMetrics.bind(registry, handle.ledger()));
                LOG.info(
                        "taking events from {}; bundles go to {}; files may be read below {}",
                        settings.folders().inbox(),
                        settings.folders().outputs(),
                        settings.folders().sourceRoots());
                if (drain) {
                    endWhenIdle(main);
                }
            }
        });
        CountDownLatch reported = new CountDownLatch(1);
        Duration limit = settings.worker().shutdownGrace().plus(REPORT_TIME);
        Thread waiting = new Thread(() -> awaitQuietly(reported, limit), "runfolio-report");
        Runtime.getRuntime().addShutdownHook(waiting);
        try {
            int code = main.run(new String[0]);
            if (code != 0) {
                throw new InterruptedRunException("The worker ended with code " + code, null);
            }
            report();
        } finally {
            reported.countDown();
            removeQuietly(waiting);
        }
        return handle;
    }

    private void report() {
        Ledger ledger = handle.ledger();
        LOG.info(
                "ended: {} events bundled, {} bundled before, {} refused, {} returned to the inbox",
                ledger.getEventsBundled(),
                ledger.getEventsDuplicate(),
                ledger.getEventsRefused(),
                ledger.getEventsReturned());
    }

    /** Holds back the end of a JVM that was told to stop, which would not wait for the last line of the log. */
    private static void awaitQuietly(CountDownLatch reported, Duration limit) {
        try {
            reported.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeQuietly(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.trace("the JVM is ending", e);
        }
    }

    /** After the heap was used up nothing in memory is to be trusted; the next start goes on from what is on disk. */
    static void endAtOnce() {
        System.err.println("runfolio: the heap is used up: the process ends and should be started again");
        Runtime.getRuntime().halt(ExitCode.FAILURE);
    }

    private void endWhenIdle(Main main) {
        Thread watcher = new Thread(
                () -> {
                    int idle = 0;
                    int stuck = 0;
                    // twice in a row, as an event may be between the folder and its claim
                    while (idle < 2) {
                        try {
                            Thread.sleep(IDLE_CHECK_MILLIS);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                            return;
                        }
                        Ledger ledger = handle.ledger();
                        long seen = ledger.getEventsSeen();
                        Terminal.progress(seen - ledger.getEventsInFlight(), Math.max(seen, expected), "events");
                        idle = handle.isIdle() ? idle + 1 : 0;
                        stuck = handle.isStuck() ? stuck + 1 : 0;
                        if (stuck * IDLE_CHECK_MILLIS > STUCK_MILLIS) {
                            break;
                        }
                    }
                    main.completed();
                },
                "runfolio-drain");
        watcher.setDaemon(true);
        watcher.start();
    }
}
