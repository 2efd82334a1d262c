package io.runfolio.cli.process;

import io.micrometer.core.instrument.MeterRegistry;
import io.runfolio.WorkerHandle;
import io.runfolio.announce.Announcements;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.coordination.job.Job;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.hooks.outbox.WebhookBacklog;
import io.runfolio.mirror.MirrorMetrics;
import io.runfolio.settings.FolderSettings;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.wiring.WorkflowServices;
import io.runfolio.work.BacklogSampler;
import io.runfolio.work.WorkerCounters;
import io.runfolio.work.WorkerMetrics;
import io.runfolio.work.workflow.WorkflowMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a worker by Camel Main, which stops it in order on a signal. */
public final class WorkerMain {
    private static final long IDLE_CHECK_MILLIS = 50;
    /** A paused intake may open by itself; a worker that is to end does not wait for it longer than this. */
    private static final long STUCK_MILLIS = 10_000;

    /** Time for the last line of the log after the grace of a stop. */
    private static final Duration REPORT_TIME = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(WorkerMain.class);

    private final RunfolioSettings settings;
    private final Map<String, String> camelSettings;
    private volatile WorkerHandle handle;
    private volatile long expected;

    /** @param camelSettings settings of Camel's own, such as {@code camel.main.*} */
    public WorkerMain(RunfolioSettings settings, Map<String, String> camelSettings) {
        this.settings = settings;
        this.camelSettings = camelSettings;
    }

    /** Works until the inbox is empty; the bar counts towards so many events. */
    public WorkerHandle drain(long events) throws Exception {
        expected = events;
        return run(true);
    }

    /** Works until a signal comes or, to drain, until the inbox is empty. */
    public WorkerHandle run(boolean drain) throws Exception {
        HeapGuard.install(WorkerMain::haltOnFullHeap);
        Main main = new Main();
        main.configure().withName("runfolio").withBasePackageScanEnabled(false);
        main.configure().setShutdownTimeout((int)
                Math.max(1, settings.worker().shutdownGrace().toSeconds()));
        main.configure().setShutdownLogInflightExchangesOnTimeout(false);
        main.configure().withRoutesIncludePattern("false");
        main.configure().setJmxManagementStatisticsLevel(org.apache.camel.ManagementStatisticsLevel.Extended);
        main.setDefaultPropertyPlaceholderLocation("false");
        if (settings.traces().enabled()) {
            TraceSetup.install(main, settings.traces());
        }
        CamelServerSettings.refuseTakenPort(settings.http());
        if (settings.http().hasManagement()) {
            ProcessMetrics.install(main);
        }
        CamelServerSettings.settings(settings).forEach(main::addInitialProperty);
        camelSettings.forEach(main::addInitialProperty);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterConfigure(BaseMainSupport configured) {
                handle = WorkerHandle.install(
                        configured.getCamelContext(), settings, Clock.systemUTC(), WorkerMain::haltOnFullHeap);
            }

            @Override
            public void afterStart(BaseMainSupport started) {
                ManagementPortGuard.install(started.getCamelContext(), settings.http());
                Optional.ofNullable(started.getCamelContext().getRegistry().findSingleByType(MeterRegistry.class))
                        .ifPresent(WorkerMain.this::bindMetrics);
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

    private void bindMetrics(MeterRegistry registry) {
        ProcessMetrics.bindJvm(registry);
        WorkerMetrics.bind(registry, handle.counters());
        WorkerMetrics.bind(registry, handle.gate(), handle.catalog()::lagSeconds);
        BacklogSampler backlog = new BacklogSampler(backlog(), Clock.systemUTC());
        WorkerMetrics.bind(registry, backlog, settings.worker().minFreeBytes());
        backlog.start();
        handle.mirror().ifPresent(counters -> MirrorMetrics.bind(registry, counters));
        handle.messages().forEach(counters -> WorkerMetrics.bind(registry, counters));
        handle.retention().ifPresent(counters -> WorkerMetrics.bind(registry, counters));
        handle.workflows().ifPresent(runs -> WorkflowMetrics.bind(registry, runs.counters(), runs.kinds()));
    }

    private BacklogSampler.Sources backlog() {
        FolderSettings folders = settings.folders();
        return new BacklogSampler.Sources(
                handle.inbox()::depth,
                handle.counters()::getEventsWaiting,
                Map.of("inbox", folders.inbox(), "outputs", folders.outputs()),
                outboxes(),
                () -> Backends.jobs(settings, "").jobs().stream()
                        .mapToLong(Job::left)
                        .sum());
    }

    /** Returns what counts the outboxes that have receivers. */
    private Map<String, Supplier<Map<String, Long>>> outboxes() {
        Map<String, Supplier<Map<String, Long>>> all = new TreeMap<>();
        if (settings.webhooks().isEnabled()) {
            all.put("webhooks", () -> WebhookBacklog.of(WorkflowServices.outbox(settings))
                    .byState());
        }
        if (settings.announce().isEnabled()) {
            BundleLayout layout = Backends.outputs(settings);
            all.put("announcements", () -> Announcements.backlog(layout).byState());
        }
        return all;
    }

    private void report() {
        WorkerCounters workerCounters = handle.counters();
        LOG.info(
                "ended: {} events bundled, {} bundled before, {} refused, {} returned to the inbox",
                workerCounters.getEventsBundled(),
                workerCounters.getEventsDuplicate(),
                workerCounters.getEventsRefused(),
                workerCounters.getEventsReturned());
    }

    /** Delays the end of a stopping JVM, which would not wait for the last line of the log. */
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

    /**
     * Halts the JVM, because after the heap was used up nothing in memory is to be trusted. The next start goes on from
     * what is on disk.
     */
    public static void haltOnFullHeap() {
        try {
            System.err.println("runfolio: the heap is used up: the process ends and should be started again");
        } finally {
            Runtime.getRuntime().halt(ExitCode.FAILURE); // also if there is no room for the message
        }
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
                        WorkerCounters workerCounters = handle.counters();
                        long seen = workerCounters.getEventsSeen();
                        Terminal.progress(
                                seen - workerCounters.getEventsInFlight(), Math.max(seen, expected), "events");
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
