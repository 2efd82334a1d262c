package io.runfolio;

import io.runfolio.flow.AssetGatherer;
import io.runfolio.flow.ChildExec;
import io.runfolio.flow.IntakeGate;
import io.runfolio.flow.IntakeSteps;
import io.runfolio.flow.Ledger;
import io.runfolio.flow.ReadinessHealthCheck;
import io.runfolio.flow.RoutedChildRunner;
import io.runfolio.flow.RunSteps;
import io.runfolio.intake.Claim;
import io.runfolio.intake.Inbox;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.run.StorageRoots;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.WorkerSettings;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.spi.LifecycleStrategy;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.ResourceLoader;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/** Puts the parts into a CamelContext under the names that the routes use, then adds the routes. */
final class RunfolioWiring {
    /** The files of {@code routes/}, named one by one: a search of the whole class path takes as long as all the rest of the start. */
    static final List<String> ROUTES = List.of("0-failures", "1-intake", "2-bundle", "3-image", "3-video", "4-index");

    /** Added where a worker keeps the catalog up to date. */
    static final String CATALOG_ROUTES = "4-catalog";

    /** Tasks that may wait for a pool; beyond it the caller does the work, which slows it down to the pool's pace. */
    private static final int POOL_QUEUE = 100;

    private final CamelContext context;
    private final RunfolioSettings settings;
    private final RunfolioParts parts;
    private final Ledger ledger;
    private final IntakeGate gate;
    private final Inbox inbox;
    private LedgerRegistration registration;
    private Optional<HttpWiring> http = Optional.empty();

    RunfolioWiring(CamelContext context, RunfolioSettings settings, Clock clock, Runnable heapExhausted) {
        this.context = context;
        this.settings = settings;
        ProcessChildRunner children = new ProcessChildRunner();
        StorageRoots roots = StorageRoots.open(RunfolioParts.roots(settings), List.of());
        parts = new RunfolioParts(settings, clock, new RoutedChildRunner(context, children), roots);
        ledger = new Ledger(clock);
        gate = new IntakeGate(parts.readiness, roots);
        inbox = Inbox.open(settings.folders().inbox(), parts.worker, RunfolioParts.mask(settings));
        bindNames(children, clock, heapExhausted);
    }

    RunfolioParts parts() {
        return parts;
    }

    Ledger ledger() {
        return ledger;
    }

    IntakeGate gate() {
        return gate;
    }

    Inbox inbox() {
        return inbox;
    }

    /** Returns the port that the API listens on; 0 while it does not. */
    int httpPort() {
        return http.map(HttpWiring::port).orElse(0);
    }

    private void bindNames(ProcessChildRunner children, Clock clock, Runnable heapExhausted) {
        RunSteps run = new RunSteps(
                inbox,
                parts.eventReader,
                parts.locks,
                parts.bundler,
                gate,
                ledger,
                clock,
                settings.worker().maxAttempts(),
                heapExhausted);
        bind("runfolioIntake", new IntakeSteps(inbox, gate, ledger));
        bind("runfolioRun", run);
        bind("runfolioAsset", parts.assets);
        bind("runfolioGate", gate);
        bind("runfolioRecovery", parts.recovery);
        bind("runfolioGatherer", new AssetGatherer());
        bind("runfolioCatalog", parts.follow);
        bind("runfolioChild", new ChildExec(children));
        bind("runfolioAttemptFailed", (Processor) exchange -> run.attemptFailed(
                exchange.getProperty("runfolioClaim", Claim.class),
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)));
    }

    /** Adds pools, settings, health and routes. The context may be started already or not. */
    void install() throws Exception {
        parts.warmUp();
        parts.show();
        List<BeforeEvents> first = List.of(
                BeforeEvents.begin("runfolio-recovery", parts::bringIntoOrder),
                BeforeEvents.begin("runfolio-readiness", gate::check));
        WorkerSettings worker = settings.worker();
        pool("runfolio-assets", worker.assetThreads());
        pool("runfolio-images", worker.imageThreads());
        pool("runfolio-videos", worker.videoThreads());
        placeholders(worker);
        HealthCheckRegistry health = HealthCheckRegistry.get(context);
        if (health != null) {
            health.register(new ReadinessHealthCheck(parts.readiness, gate));
        }
        registration = new LedgerRegistration(ledger, context.getName());
        context.addLifecycleStrategy(endWithContext());
        if (context.isStarted() || context.getStatus() == ServiceStatus.Starting) {
            first.forEach(BeforeEvents::await);
        } else {
            for (BeforeEvents work : first) {
                context.addStartupListener(work);
            }
        }
        PluginHelper.getRoutesLoader(context).loadRoutes(routes());
        if (settings.http().enabled()) {
            http = Optional.of(HttpWiring.install(context, parts, gate::pausedBecause, true));
        }
    }

    /** Follows the catalog unless HTTP is on, as the API's own route does so then. */
    private boolean followsAlone() {
        return settings.catalog().isFollowed() && !settings.http().enabled();
    }

    private List<Resource> routes() {
        ResourceLoader loader = PluginHelper.getResourceLoader(context);
        Stream<String> names =
                Stream.concat(ROUTES.stream(), followsAlone() ? Stream.of(CATALOG_ROUTES) : Stream.empty());
        return names.map(name -> loader.resolveResource("classpath:routes/" + name + ".camel.yaml"))
                .toList();
    }

    /** When the context stops, nothing new is begun; when it has stopped, what is left goes back. */
    private LifecycleStrategy endWithContext() {
        return new LifecycleStrategySupport() {
            @Override
            public void onContextStopping(CamelContext stopping) {
                gate.stop();
                parts.catalog.stop();
            }

            @Override
            public void onContextStopped(CamelContext stopped) {
                inbox.close();
                parts.close();
                registration.close();
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
        values.setProperty("runfolio.flow.workers", String.valueOf(worker.workers()));
        values.setProperty("runfolio.flow.queue-length", String.valueOf(worker.queueLength()));
        values.setProperty(
                "runfolio.flow.poll-interval",
                String.valueOf(worker.pollInterval().toMillis()));
        values.setProperty(
                "runfolio.flow.retry-delay", String.valueOf(worker.retryDelay().toMillis()));
        values.setProperty("runfolio.flow.redeliveries", String.valueOf(worker.maxAttempts()));
        PropertiesComponent properties = context.getPropertiesComponent();
        properties.addPropertiesSource(new FlowProperties(values));
    }

    private void bind(String name, Object part) {
        context.getRegistry().bind(name, part);
    }
}
