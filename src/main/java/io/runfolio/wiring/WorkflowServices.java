package io.runfolio.wiring;

import io.runfolio.coordination.EventInbox;
import io.runfolio.coordination.EventLocks;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoot;
import io.runfolio.files.StorageRoots;
import io.runfolio.hooks.outbox.LedgerLookup;
import io.runfolio.hooks.outbox.LedgerLookup.Presence;
import io.runfolio.hooks.outbox.RunWebhooks;
import io.runfolio.hooks.outbox.WebhookDeliveries;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.workflow.content.Rates;
import io.runfolio.workflow.engine.RunInbox;
import io.runfolio.workflow.engine.WorkflowParts;
import io.runfolio.workflow.engine.WorkflowRuns;
import io.runfolio.workflow.run.LedgerEntry;
import io.runfolio.workflow.run.LedgerListener;
import io.runfolio.workflow.run.RunService;
import io.runfolio.workflow.run.RunStore;
import io.runfolio.workflow.step.StepEndpoint;
import io.runfolio.workflow.step.StepEndpoints;
import io.runfolio.workflow.template.TemplateFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wiring of the workflow runs. A process that executes no runs, such as a command, has endpoints that are known by
 * their names only.
 */
public final class WorkflowServices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkflowServices.class);
    private static final String OUTBOX = "outbox";

    private final RunfolioSettings settings;
    private final EventLocks locks;
    private final WorkflowParts parts;
    private final RunService runs;
    private final List<LedgerListener> listeners = new CopyOnWriteArrayList<>();
    private volatile StepEndpoints endpoints;
    private Optional<WebhookDeliveries> deliveries = Optional.empty();

    WorkflowServices(Components components, StorageRoots roots) {
        settings = components.settings();
        locks = components.locks();
        endpoints = this::known;
        StorageRoot root = SettingsRoots.runs(settings);
        webhooks(settings).ifPresent(listeners::add);
        RunStore store = new RunStore(
                root.folder(),
                locks,
                () -> prepare(roots, root),
                (runId, entry) -> listeners.forEach(listener -> listener.beforeEntry(runId, entry)),
                components.clock());
        EventInbox queue = Backends.runQueue(settings);
        parts = new WorkflowParts(
                store,
                new RunInbox(queue),
                (kind, capability) -> endpoints.find(kind, capability),
                WorkflowArtifacts.of(components),
                Backends.inbox(settings),
                settings.workflow(),
                rates(settings),
                components.clock());
        runs = new WorkflowRuns(parts, TemplateFolder.of(settings.workflow()));
    }

    private static void prepare(StorageRoots roots, StorageRoot root) {
        roots.checkAndHold(root);
        Path queue = root.folder().resolve(Backends.RUN_QUEUE);
        try {
            StorageRoots.createFolders(queue);
        } catch (IOException e) {
            throw StorageErrors.translate(e, queue + " cannot be created");
        }
    }

    private static Rates rates(RunfolioSettings settings) {
        Rates rates = settings.workflow().rates().map(Rates::read).orElseGet(Rates::none);
        rates.problems().forEach(problem -> LOG.warn("a rate is not used: {}", problem));
        return rates;
    }

    /** Writes a webhook before the entry that it reports. */
    private static Optional<LedgerListener> webhooks(RunfolioSettings settings) {
        if (!settings.webhooks().isEnabled()) {
            return Optional.empty();
        }
        RunWebhooks webhooks =
                new RunWebhooks(outbox(settings), settings.webhooks().urls(), Components.mask(settings));
        return Optional.of(
                (runId, entry) -> webhooks.prepare(runId, entry.seq(), entry.at(), entry.type(), entry.data()));
    }

    /** Returns the folder of the webhooks that wait for their delivery. */
    public static Path outbox(RunfolioSettings settings) {
        return settings.workflow().runs().resolve(OUTBOX);
    }

    private Optional<StepEndpoint> known(String kind, String capability) {
        return settings.workflow().kind(kind, capability).map(setting -> request -> {
            throw new IllegalStateException("this process executes no steps");
        });
    }

    /** Returns the workflow runs for callers. */
    public RunService runs() {
        return runs;
    }

    /**
     * Returns the services that execute runs.
     *
     * @param executing endpoints of this process, used from now on
     */
    public WorkflowParts parts(StepEndpoints executing) {
        endpoints = executing;
        return parts;
    }

    /** Adds a listener to the ledgers that this process writes. */
    void listen(LedgerListener listener) {
        listeners.add(listener);
    }

    /** Starts the delivery of webhooks, if there are receivers; {@link #close} ends it. */
    synchronized void deliverWebhooks() {
        if (!settings.webhooks().isEnabled() || deliveries.isPresent()) {
            return;
        }
        WebhookDeliveries started = new WebhookDeliveries(
                outbox(settings), settings.webhooks(), settings.fetch(), ledgers(), locks::tryHold, parts.clock());
        started.start();
        deliveries = Optional.of(started);
    }

    @Override
    public synchronized void close() {
        deliveries.ifPresent(WebhookDeliveries::close);
        deliveries = Optional.empty();
    }

    private LedgerLookup ledgers() {
        return (runId, seq, type) -> {
            List<LedgerEntry> entries = runs.entries(runId, seq - 1);
            if (entries.isEmpty()) {
                return runs.find(runId).isEmpty() ? Presence.WRITTEN : Presence.PENDING;
            }
            return entries.get(0).type().equals(type) ? Presence.WRITTEN : Presence.NEVER;
        };
    }
}
