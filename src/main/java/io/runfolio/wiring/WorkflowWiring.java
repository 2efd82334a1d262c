package io.runfolio.wiring;

import io.runfolio.WorkflowHandle;
import io.runfolio.coordination.EventQueue;
import io.runfolio.fetch.HostKeys;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.flow.WorkflowSteps;
import io.runfolio.flow.step.RoutedSteps;
import io.runfolio.flow.step.StepHttpClient;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.StepKindSetting;
import io.runfolio.settings.WorkflowSettings;
import io.runfolio.work.IntakeGate;
import io.runfolio.work.workflow.WorkflowCounters;
import io.runfolio.workflow.engine.RunInbox;
import io.runfolio.workflow.engine.WorkflowEngine;
import io.runfolio.workflow.order.OrderStepEndpoint;
import io.runfolio.workflow.run.RunsLayout;
import io.runfolio.workflow.step.StepAnswerReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;

/** Wiring of the execution of workflow runs in a worker. It is created only where a kind of step has an endpoint. */
final class WorkflowWiring implements AutoCloseable {
    /** Words of parked runs that only something from outside wakes. */
    private static final Set<String> OUTSIDE = Set.of("review", "ticket", "child");

    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

    private final CamelContext context;
    private final Components parts;
    private final WorkflowServices services;
    private final RunInbox inbox;
    private final EventQueue queue;
    private final RoutedSteps endpoints;
    private final WorkflowEngine engine;
    private final WorkflowSteps steps;
    private final WorkflowCounters counters;
    private Optional<CountersRegistration> registration = Optional.empty();
    private Optional<Thread> stopper = Optional.empty();

    /** Resolves the endpoints of all kinds; what cannot work fails the start. */
    WorkflowWiring(CamelContext context, Components parts, IntakeGate gate) {
        this.context = context;
        this.parts = parts;
        RunfolioSettings settings = parts.settings();
        WorkflowSettings workflow = settings.workflow();
        services = parts.workflow().orElseThrow();
        inbox = new RunInbox(Backends.runQueue(settings));
        createQueue(new RunsLayout(workflow.runs()).queue());
        if (workflow.kinds().stream().anyMatch(StepKindSetting::isHttp)) {
            bindHttpClient(settings);
        }
        counters = new WorkflowCounters(inbox::status, this::inProgress);
        services.listen(counters);
        endpoints = new RoutedSteps(
                context,
                workflow,
                new StepAnswerReader(workflow.maxAnswerBytes(), Components.mask(settings)),
                new OrderStepEndpoint(parts.orders(), WorkflowArtifacts.of(parts), parts.clock()),
                counters::called,
                parts.clock());
        queue = Backends.runQueue(settings, parts.worker());
        engine = new WorkflowEngine(services.parts(endpoints), queue);
        steps = new WorkflowSteps(engine, gate, workflow.concurrency());
        context.getRegistry().bind("runfolioWorkflow", steps);
    }

    /** Binds the rules for HTTP clients. Without such a kind, no class of Camel's component for HTTP is needed. */
    private void bindHttpClient(RunfolioSettings settings) {
        WorkflowSettings workflow = settings.workflow();
        HostKeys keys = new HostKeys(workflow.keys(), privateHosts(settings));
        context.getRegistry().bind("runfolioStepHttp", new StepHttpClient(keys, workflow.maxAnswerBytes()));
    }

    private static List<String> privateHosts(RunfolioSettings settings) {
        return Stream.concat(LOOPBACK.stream(), settings.fetch().allowPrivateHosts().stream())
                .toList();
    }

    private static void createQueue(Path folder) {
        try {
            StorageRoots.createFolders(folder);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The folder of workflow runs cannot be used");
        }
    }

    private int inProgress() {
        return steps == null ? 0 : steps.inProgress();
    }

    /** Queues runs that a killed process has started without their event. */
    void recover() {
        engine.recover();
    }

    /** Adds the routes of the kinds, and starts the delivery of webhooks. */
    void install(RouteIdGuard guard) throws Exception {
        guard.add(endpoints.routes());
        services.deliverWebhooks();
        registration = Optional.of(CountersRegistration.workflows(counters, context.getName()));
    }

    WorkflowHandle handle() {
        List<String> kinds = parts.settings().workflow().kinds().stream()
                .map(StepKindSetting::kind)
                .distinct()
                .toList();
        return new WorkflowHandle(services.runs(), counters, kinds, this::isIdle);
    }

    private boolean isIdle() {
        return steps.inProgress() == 0
                && inbox.status().waiting() == 0
                && queue.waitingEvents().stream()
                        .allMatch(run -> OUTSIDE.contains(run.waiting().state()) && !run.active());
    }

    /** Ends runs after their present step. When the grace is over it is interrupted, and repeated elsewhere. */
    void drain() {
        engine.drain();
        Duration grace = parts.settings().worker().shutdownGrace();
        Thread thread = new Thread(
                () -> {
                    try {
                        Thread.sleep(grace.toMillis());
                        engine.stop();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "runfolio-workflow-stop");
        thread.setDaemon(true);
        thread.start();
        stopper = Optional.of(thread);
    }

    @Override
    public void close() {
        stopper.ifPresent(Thread::interrupt);
        engine.close();
        queue.close();
        registration.ifPresent(CountersRegistration::close);
    }
}
