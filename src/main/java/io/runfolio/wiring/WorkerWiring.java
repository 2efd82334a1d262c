package io.runfolio.wiring;

import io.runfolio.WorkflowHandle;
import io.runfolio.coordination.Claim;
import io.runfolio.coordination.EventQueue;
import io.runfolio.files.StorageRoots;
import io.runfolio.flow.AssetGatherer;
import io.runfolio.flow.ChildExec;
import io.runfolio.flow.FetchSteps;
import io.runfolio.flow.FetchWait;
import io.runfolio.flow.HealthChecks;
import io.runfolio.flow.IntakeSteps;
import io.runfolio.flow.PollSteps;
import io.runfolio.flow.PollWait;
import io.runfolio.flow.ReadinessHealthCheck;
import io.runfolio.flow.RoutedChildRunner;
import io.runfolio.flow.RunSteps;
import io.runfolio.hooks.poll.TaskPoller;
import io.runfolio.intake.PolledEvents;
import io.runfolio.json.RecordMapper;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.mirror.MirrorCounters;
import io.runfolio.retention.plan.RetentionCounters;
import io.runfolio.retention.purge.TrashSweeper;
import io.runfolio.run.EventOrigin;
import io.runfolio.settings.FetchSettings;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.WorkerSettings;
import io.runfolio.submission.MessageCounters;
import io.runfolio.upload.EmbeddedFiles;
import io.runfolio.work.CatalogUpdater;
import io.runfolio.work.IntakeGate;
import io.runfolio.work.WorkerCounters;
import io.runfolio.work.redo.job.RedoWorker;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.spi.LifecycleStrategy;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wiring of a worker: binds the components under the names that the routes use, and adds the routes. */
public final class WorkerWiring {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerWiring.class);

    /** Route files of every worker, listed because a search of the class path doubles the time of a start. */
    public static final List<String> ROUTES =
            List.of("0-failures", "1-intake", "2-bundle", "3-image", "3-video", "4-index", HttpWiring.UPLOAD_ROUTES);

    /** Route file that is loaded where a server keeps the queue of events. */
    public static final String QUEUE_ROUTES = "1-queue";

    /** Route file that is loaded where bundles have a mirror. */
    public static final String MIRROR_ROUTES = MirrorWiring.ROUTES;

    /** Route file that is loaded where hosts may be fetched from. */
    public static final String FETCH_ROUTES = "3-fetch";

    /** Route file that is loaded where providers may be asked for tasks. */
    public static final String POLL_ROUTES = "1-poll";

    /** Route file that is loaded where retention has a schedule. */
    public static final String RETENTION_ROUTES = RetentionSchedule.ROUTES;

    /** Route file that is loaded where a kind of step has an endpoint. */
    public static final String WORKFLOW_ROUTES = "6-workflow";

    /** Route file that is loaded where a worker updates the catalog. */
    public static final String CATALOG_ROUTES = "4-catalog";

    /** Queue length of each pool; beyond it the caller runs the task. */
    private static final int POOL_QUEUE = 100;

    /** Looks for events between two looks for jobs. */
    private static final int POLLS_PER_LOOK = 4;

    private final CamelContext context;
    private final RunfolioSettings settings;
    private final Components parts;
    private final WorkerCounters workerCounters;
    private final IntakeGate gate;
    private final EventQueue inbox;
    private final PollWiring polls;
    private final RedoWorker redo;
    private final Optional<WorkflowWiring> workflows;
    private CountersRegistration registration;
    private Optional<CountersRegistration> removals = Optional.empty();
    private Optional<CountersRegistration> copies = Optional.empty();
    private Optional<HttpWiring> http = Optional.empty();
    private Optional<BrokerWiring> brokers = Optional.empty();
    private Optional<MirrorWiring> mirror = Optional.empty();

    public WorkerWiring(CamelContext context, RunfolioSettings settings, Clock clock, Runnable heapExhausted) {
        this.context = context;
        this.settings = settings;
        ProcessChildRunner children = new ProcessChildRunner();
        StorageRoots roots = SettingsRoots.open(settings);
        parts = new Components(settings, clock, new RoutedChildRunner(context, children), roots);
        workerCounters = new WorkerCounters(clock);
        gate = new IntakeGate(parts.readiness(), roots);
        inbox = Backends.queue(settings, parts.worker());
        workerCounters.countWaiting(() -> inbox.waitingEvents().size());
        polls = new PollWiring(settings, parts.adapters(), clock);
        if (settings.mirror().isEnabled()) {
            mirror = Optional.of(
                    new MirrorWiring(settings, parts.layout(), () -> workerCounters.getEventsInFlight() > 0, clock));
        }
        if (BrokerWiring.isNeeded(settings)) {
            brokers = Optional.of(new BrokerWiring(context, parts, inbox, gate));
        }
        bindNames(children, clock, heapExhausted);
        redo = parts.redoJobs().worker(settings.media().regeneration().jobs(), load(heapExhausted));
        polls.poller().ifPresent(poller -> bindPolls(poller, clock));
        workflows = settings.workflow().isEnabled()
                ? Optional.of(new WorkflowWiring(context, parts, gate))
                : Optional.empty();
    }

    private void bindPolls(TaskPoller poller, Clock clock) {
        bind(
                "runfolioPoll",
                new PollSteps(
                        inbox,
                        parts.eventReader(),
                        new PolledEvents(settings.event()),
                        new EmbeddedFiles(parts.uploads()),
                        poller,
                        id -> parts.events().find(id).isPresent(),
                        polls.policy(),
                        gate,
                        workerCounters,
                        clock,
                        settings.poll().threads()));
    }

    /** Returns the load of this worker, which makes derivatives of jobs while it has no events. */
    private RedoWorker.Load load(Runnable heapExhausted) {
        return new RedoWorker.Load() {
            @Override
            public boolean mayWork() {
                return gate.isOpen();
            }

            @Override
            public boolean isBusy() {
                return workerCounters.getEventsInFlight() > 0;
            }

            @Override
            public void heapExhausted() {
                heapExhausted.run();
            }
        };
    }

    /** Returns the states of waiting events that have a route of their own. */
    private Set<String> handledStates() {
        Set<String> states = new HashSet<>();
        if (settings.fetch().isEnabled()) {
            states.add(FetchWait.STATE);
        }
        if (settings.poll().isEnabled()) {
            states.add(PollWait.STATE);
        }
        return states;
    }

    Components parts() {
        return parts;
    }

    public WorkerCounters counters() {
        return workerCounters;
    }

    public IntakeGate gate() {
        return gate;
    }

    public EventQueue inbox() {
        return inbox;
    }

    /** Returns the workflow runs; empty if no kind of step has an endpoint. */
    public Optional<WorkflowHandle> workflows() {
        return workflows.map(WorkflowWiring::handle);
    }

    /** Returns the counters of removals by plans; empty if there is no policy. */
    public Optional<RetentionCounters> retention() {
        return parts.retention().map(RetentionAccess::counters);
    }

    /** Returns the counters of the mirror; empty if absent. */
    public Optional<MirrorCounters> mirror() {
        return mirror.map(MirrorWiring::counters);
    }

    /** Returns the counters of the brokers that events come from. */
    public List<MessageCounters> messages() {
        return brokers.map(BrokerWiring::counters).orElse(List.of());
    }

    /** Returns what updates the catalog. */
    public CatalogUpdater catalog() {
        return parts.catalogUpdater();
    }

    /** Returns the port of the API; 0 while it does not listen. */
    public int httpPort() {
        return http.map(HttpWiring::port).orElse(0);
    }

    /** Ends what has waited for the bundle of an event. */
    private void completed(EventOrigin event) {
        parts.fetches().discard(event);
        parts.runs().ifPresent(runs -> runs.wakeForBundle(event.eventId()));
    }

    private void bindNames(ProcessChildRunner children, Clock clock, Runnable heapExhausted) {
        FetchSettings fetch = settings.fetch();
        FetchWait wait = new FetchWait(parts.fetches(), fetch.deadline(), clock);
        RunSteps run = new RunSteps(
                inbox,
                parts.eventReader(),
                parts.locks(),
                parts.bundler(),
                List.of(polls.policy(), wait),
                gate,
                workerCounters,
                clock,
                settings.worker().maxAttempts(),
                heapExhausted,
                this::completed);
        bind("runfolioEventMapper", RecordMapper.eventMapper());
        int maxClaims = settings.worker().workers() + settings.worker().queueLength();
        bind("runfolioIntake", new IntakeSteps(inbox, gate, workerCounters, handledStates(), clock, maxClaims));
        bind("runfolioRun", run);
        bind("runfolioAsset", parts.assets());
        bind("runfolioGate", gate);
        bind("runfolioRecovery", parts.recovery());
        bind("runfolioUploads", parts.uploads().sweep());
        bind("runfolioTrash", new TrashSweeper(parts.layout(), parts.catalog(), catalog -> RetentionParts.of(
                        settings, parts.layout(), catalog, clock)
                .sweep()));
        bind(
                "runfolioFetch",
                new FetchSteps(
                        inbox,
                        parts.eventReader(),
                        parts.fetches(),
                        wait,
                        gate,
                        workerCounters,
                        clock,
                        fetch.threads()));
        bind("runfolioFetchQueue", FetchSteps.newQueue());
        bind("runfolioGatherer", new AssetGatherer());
        bind("runfolioCatalog", parts.catalogUpdater());
        if (settings.retention().isScheduled()) {
            parts.retention().ifPresent(plans -> bind("runfolioRetention", plans.scheduled()));
        }
        bind("runfolioChild", new ChildExec(children));
        bind("runfolioAttemptFailed", (Processor) exchange -> run.attemptFailed(
                exchange.getProperty("runfolioClaim", Claim.class),
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)));
    }

    /** Adds pools, placeholders, health check and routes. The context may be started already. */
    public void install() throws Exception {
        settings.lostLinks().ifPresent(LOG::warn);
        parts.warmUp();
        parts.registerAlive();
        List<StartupTask> first = new ArrayList<>(List.of(
                StartupTask.start("runfolio-recovery", parts::recover),
                StartupTask.start("runfolio-readiness", gate::check)));
        workflows.ifPresent(runs -> first.add(StartupTask.start("runfolio-workflow-recovery", runs::recover)));
        WorkerSettings worker = settings.worker();
        pool("runfolio-assets", worker.assetThreads());
        pool("runfolio-images", worker.imageThreads());
        pool("runfolio-videos", worker.videoThreads());
        placeholders(worker);
        HealthChecks.register(context, new ReadinessHealthCheck(parts.readiness(), gate));
        registration = CountersRegistration.events(workerCounters, context.getName());
        if (parts.retention().isPresent()) {
            removals = Optional.of(
                    CountersRegistration.retention(parts.retention().get().counters(), context.getName()));
        }
        if (settings.retention().isScheduled()) {
            RetentionSchedule.prepare(context, settings.retention());
        }
        context.addLifecycleStrategy(stopWithContext());
        if (context.isStarted() || context.getStatus() == ServiceStatus.Starting) {
            first.forEach(StartupTask::await);
        } else {
            for (StartupTask work : first) {
                context.addStartupListener(work);
            }
        }
        RouteIdGuard guard = RouteIdGuard.install(context);
        guard.load(routeFiles());
        if (workflows.isPresent()) {
            workflows.get().install(guard);
        }
        if (brokers.isPresent()) {
            brokers.get().install(guard);
        }
        parts.chunks().startHelper(parts.media(), gate::isOpen);
        redo.start(settings.worker().pollInterval().multipliedBy(POLLS_PER_LOOK));
        parts.startAnnouncements();
        if (mirror.isPresent()) {
            mirror.get().install(context, guard);
            copies = Optional.of(CountersRegistration.mirror(mirror.get().counters(), context.getName()));
        }
        StoreRoute.install(context, guard, parts);
        if (settings.http().enabled()) {
            http = Optional.of(HttpWiring.install(context, guard, parts, gate::pauseReason, true));
        } else if (!settings.hooks().hooks().isEmpty()) {
            LOG.info("webhooks are received by `runfolio serve` or `runfolio worker --http`, as HTTP is off here");
        }
    }

    /** Returns whether the catalog needs a route; the API has one of its own. */
    private boolean needsCatalogRoute() {
        return settings.catalog().isUpdatedByWorker() && !settings.http().enabled();
    }

    private List<String> routeFiles() {
        List<String> names = new ArrayList<>(ROUTES);
        if (!settings.coordination().isFolder()) {
            names.add(QUEUE_ROUTES);
        }
        if (settings.fetch().isEnabled()) {
            names.add(FETCH_ROUTES);
        }
        if (settings.poll().isEnabled()) {
            names.add(POLL_ROUTES);
        }
        if (workflows.isPresent()) {
            names.add(WORKFLOW_ROUTES);
        }
        if (settings.retention().isScheduled()) {
            names.add(RetentionSchedule.ROUTES);
        }
        if (needsCatalogRoute()) {
            names.add(CATALOG_ROUTES);
        }
        return names;
    }

    /** Closes the intake when the context stops, and releases claims and locks when it has stopped. */
    private LifecycleStrategy stopWithContext() {
        return new LifecycleStrategySupport() {
            @Override
            public void onContextStopping(CamelContext stopping) {
                gate.stop();
                parts.chunks().stopHelper();
                redo.close();
                workflows.ifPresent(WorkflowWiring::drain);
                parts.fetches().stop();
                polls.stop();
                parts.catalog().stop();
                mirror.ifPresent(MirrorWiring::stop);
            }

            @Override
            public void onContextStopped(CamelContext stopped) {
                mirror.ifPresent(MirrorWiring::close);
                workflows.ifPresent(WorkflowWiring::close);
                inbox.close();
                polls.close();
                parts.close();
                registration.close();
                removals.ifPresent(CountersRegistration::close);
                copies.ifPresent(CountersRegistration::close);
            }
        };
    }

    private void pool(String name, int threads) {
        ThreadPoolProfile profile = new ThreadPoolProfileBuilder(name)
                .poolSize(threads)
                .maxPoolSize(threads)
                .maxQueueSize(POOL_QUEUE)
                .keepAliveTime(60L)
                .allowCoreThreadTimeOut(true)
                .rejectedPolicy(ThreadPoolRejectedPolicy.CallerRuns)
                .build();
        context.getExecutorServiceManager().registerThreadPoolProfile(profile);
    }

    private void placeholders(WorkerSettings worker) {
        Properties values = new Properties();
        values.setProperty("runfolio.flow.inbox", settings.folders().inbox().toString());
        values.setProperty(
                "runfolio.flow.folder-intake",
                String.valueOf(settings.coordination().isFolder()));
        values.setProperty("runfolio.flow.workers", String.valueOf(worker.workers()));
        values.setProperty(
                "runfolio.flow.fetch-threads", String.valueOf(settings.fetch().threads()));
        values.setProperty(
                "runfolio.flow.poll-threads", String.valueOf(settings.poll().threads()));
        values.setProperty(
                "runfolio.flow.workflow-threads",
                String.valueOf(settings.workflow().concurrency()));
        values.setProperty("runfolio.flow.queue-length", String.valueOf(worker.queueLength()));
        values.setProperty(
                "runfolio.flow.poll-interval",
                String.valueOf(worker.pollInterval().toMillis()));
        values.setProperty(
                "runfolio.flow.retry-delay", String.valueOf(worker.retryDelay().toMillis()));
        values.setProperty("runfolio.flow.redeliveries", String.valueOf(worker.maxAttempts()));
        values.setProperty(
                "runfolio.flow.retention-schedule", settings.retention().schedule());
        RoutePlaceholders.add(context, values);
    }

    private void bind(String name, Object part) {
        context.getRegistry().bind(name, part);
    }
}
