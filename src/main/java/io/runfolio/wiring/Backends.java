package io.runfolio.wiring;

import io.runfolio.api.security.ReloadingTokens;
import io.runfolio.api.security.SharedTokens;
import io.runfolio.api.security.TokenFile;
import io.runfolio.api.security.TokenLog;
import io.runfolio.api.security.TokenSource;
import io.runfolio.api.security.TokenStore;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.coordination.CoordinationAudit;
import io.runfolio.coordination.CoordinationBackend;
import io.runfolio.coordination.CoordinationBackend.Queue;
import io.runfolio.coordination.CoordinationProvider;
import io.runfolio.coordination.EventInbox;
import io.runfolio.coordination.EventLookup;
import io.runfolio.coordination.EventQueue;
import io.runfolio.coordination.SealRecord;
import io.runfolio.coordination.access.AttemptCounters;
import io.runfolio.coordination.access.MemoryAttempts;
import io.runfolio.coordination.access.MemorySessions;
import io.runfolio.coordination.access.SessionStore;
import io.runfolio.coordination.folder.EventFinder;
import io.runfolio.coordination.folder.FolderAudit;
import io.runfolio.coordination.folder.FolderCoordination;
import io.runfolio.coordination.folder.FolderEventInbox;
import io.runfolio.coordination.folder.Inbox;
import io.runfolio.coordination.folder.InboxLayout;
import io.runfolio.coordination.folder.job.FolderJobs;
import io.runfolio.coordination.job.JobQueue;
import io.runfolio.coordination.shared.FolderDocuments;
import io.runfolio.coordination.task.SharedTasks;
import io.runfolio.files.Checksums;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoot;
import io.runfolio.files.StorageRoots;
import io.runfolio.hooks.adapter.ProviderAdapters;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.intake.SourceRoots;
import io.runfolio.run.EventOrigin;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.SettingException;
import io.runfolio.settings.coordination.CoordinationSettings;
import io.runfolio.workflow.order.OrderQueue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Chooses how workers are coordinated. Files in the outputs folder and in the queue folder do it, or a server whose
 * client is an artifact of its own.
 */
public final class Backends {
    /** Folder of the queue in the folder of the runs. */
    static final String RUN_QUEUE = "queue";

    /** Connections of this process, as every command and component asks for its own part of one. */
    private static final Map<CoordinationSettings, CoordinationBackend> CONNECTED = new ConcurrentHashMap<>();

    private Backends() {}

    /** Returns the server that coordinates; empty if folders do. */
    private static Optional<CoordinationBackend> server(RunfolioSettings settings) {
        return settings.coordination().isFolder()
                ? Optional.empty()
                : Optional.of(CONNECTED.computeIfAbsent(settings.coordination(), Backends::connect));
    }

    private static CoordinationBackend connect(CoordinationSettings settings) {
        String kind = settings.kind().name().toLowerCase(Locale.ROOT);
        return ServiceLoader.load(CoordinationProvider.class, Backends.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.kind() == settings.kind())
                .findFirst()
                .orElseThrow(() -> SettingException.missingArtifact(
                        CoordinationSettings.KEY, CoordinationSettings.KEY + "=" + kind, "runfolio-" + kind))
                .connect(settings);
    }

    /** Closes the connections to the servers that coordinate; the next use opens them again. */
    public static void disconnect() {
        StoreWiring.disconnect();
        CONNECTED.values().forEach(CoordinationBackend::close);
        CONNECTED.clear();
    }

    private static Queue events(RunfolioSettings settings) {
        EventReader reader = new EventReader(settings.event(), new SourceRoots(List.of()));
        return new Queue("events", event -> Optional.of(identity(reader, event)));
    }

    /** Returns an event's identity; what cannot be parsed is identified by its content. */
    private static EventOrigin identity(EventReader reader, byte[] event) {
        try {
            EventReader.Identity identity = reader.strictIdentity(event);
            return new EventOrigin(identity.eventId(), identity.digest());
        } catch (RefusedEventException e) {
            String digest = Checksums.sha256(event);
            return new EventOrigin("sha256:" + digest, digest);
        }
    }

    /**
     * Each message about a run is an event of its own. Hosts without a common folder have a queue each, as only a
     * worker that has the files of a run can go on with it.
     */
    private static Queue runs(RunfolioSettings settings) {
        String name = settings.store().isRemote()
                ? folderOfRuns(settings).map(id -> "runs-" + id).orElse("runs")
                : "runs";
        return new Queue(name, event -> Optional.empty());
    }

    /** Returns the identity of the folder of the runs; empty before its first use. */
    private static Optional<String> folderOfRuns(RunfolioSettings settings) {
        try {
            return SettingsRoots.runs(settings).id();
        } catch (IOException e) {
            throw StorageErrors.translate(e, settings.workflow().runs() + " cannot be read");
        }
    }

    /** Returns the outputs folder of the settings. */
    public static BundleLayout outputs(RunfolioSettings settings) {
        Path folder = settings.folders().outputs();
        Optional<CoordinationBackend> server = server(settings);
        if (settings.store().isRemote()) {
            return StoreWiring.workingCopy(settings, server);
        }
        return server.map(found -> new BundleLayout(folder, found.coordination()))
                .orElseGet(() -> outputs(folder));
    }

    /** Returns an outputs folder. */
    public static BundleLayout outputs(Path folder) {
        return new BundleLayout(folder, new FolderCoordination(BundleLayout.control(folder)));
    }

    /** Returns the queue of events of the settings, for producers and operators. */
    public static EventInbox inbox(RunfolioSettings settings) {
        return server(settings)
                .map(server -> server.inbox(events(settings), outputs(settings).root()))
                .orElseGet(() -> new FolderEventInbox(settings.folders().inbox()));
    }

    /** Returns the queue of the workflow runs. */
    static EventInbox runQueue(RunfolioSettings settings) {
        Path queue = settings.workflow().runs().resolve(RUN_QUEUE);
        return server(settings)
                .map(server -> server.inbox(runs(settings), outputs(settings).root()))
                .orElseGet(() -> new FolderEventInbox(queue));
    }

    /** Opens the queue of the workflow runs for a worker of a name. */
    static EventQueue runQueue(RunfolioSettings settings, String worker) {
        Path queue = settings.workflow().runs().resolve(RUN_QUEUE);
        return server(settings)
                .map(server -> server.open(runs(settings), worker, Components.mask(settings)))
                .orElseGet(() -> Inbox.open(queue, worker, Components.mask(settings)));
    }

    /**
     * Returns a lookup of events that have no bundle yet.
     *
     * @param reader reads their identities
     */
    public static EventLookup events(RunfolioSettings settings, EventReader reader) {
        return server(settings)
                .map(server -> server.lookup(events(settings), reader))
                .orElseGet(
                        () -> new EventFinder(new InboxLayout(settings.folders().inbox()), reader));
    }

    /** Opens the queue of events for a worker of a name. */
    static EventQueue queue(RunfolioSettings settings, String worker) {
        return server(settings)
                .map(server -> server.open(events(settings), worker, Components.mask(settings)))
                .orElseGet(() -> Inbox.open(settings.folders().inbox(), worker, Components.mask(settings)));
    }

    /** Returns the tasks that workers offer to each other; empty without a server. */
    static Optional<SharedTasks> tasks(RunfolioSettings settings, String worker) {
        return server(settings).flatMap(server -> server.tasks(worker));
    }

    /**
     * Returns the jobs of all workers of the outputs folder.
     *
     * @param worker name of the worker, which has an alive mark when it claims tasks
     */
    public static JobQueue jobs(RunfolioSettings settings, String worker) {
        BundleLayout outputs = outputs(settings);
        return server(settings)
                .map(server -> server.jobs(worker))
                .orElseGet(() -> new FolderJobs(outputs.control(), outputs.coordination(), worker, Clock.systemUTC()));
    }

    /**
     * Returns the sessions of browsers: those of all servers, or those of this one if folders coordinate.
     *
     * @param clock decides when sessions of this server end
     */
    public static SessionStore sessions(RunfolioSettings settings, Clock clock) {
        return server(settings).map(CoordinationBackend::sessions).orElseGet(() -> new MemorySessions(clock));
    }

    /** Returns the tokens as commands change them: those of a file, or of hosts that have no common folder. */
    public static TokenStore tokenStore(RunfolioSettings settings) {
        return tokenLog(settings)
                .<TokenStore>map(log -> log)
                .orElseGet(() -> new TokenFile(settings.http().tokensPath()));
    }

    /**
     * Returns the tokens of a server.
     *
     * @throws io.runfolio.api.security.ServerBindException see {@link TokenFile#of}
     */
    public static TokenSource tokens(RunfolioSettings settings) {
        return tokenLog(settings)
                .<TokenSource>map(log -> SharedTokens.of(settings.http(), log))
                .orElseGet(() -> ReloadingTokens.of(settings.http()));
    }

    private static Optional<TokenLog> tokenLog(RunfolioSettings settings) {
        if (!settings.store().isRemote()) {
            return Optional.empty(); // a command for tokens needs no outputs folder
        }
        return outputs(settings)
                .coordination()
                .records()
                .map(records -> new TokenLog(
                        listener -> records.log("tokens", listener),
                        settings.http().tokensPath()));
    }

    /** Returns the counters of attempts at passwords, kept as {@link #sessions} are. */
    static AttemptCounters attempts(RunfolioSettings settings, Clock clock) {
        return server(settings).map(CoordinationBackend::attempts).orElseGet(() -> new MemoryAttempts(clock));
    }

    /**
     * Returns the queue of orders: a folder, unless the hosts have no common one.
     *
     * @param layout the outputs folder
     * @param roots the storage roots, which are checked before each change of the folder
     */
    public static OrderQueue orders(RunfolioSettings settings, BundleLayout layout, StorageRoots roots) {
        StorageRoot root = SettingsRoots.orders(settings);
        return new OrderQueue(layout.coordination()
                .records()
                .map(records -> records.documents(OrderQueue.KIND, OrderQueue.STATES.get(0)))
                .orElseGet(() -> new FolderDocuments(
                        root.folder(),
                        OrderQueue.STATES,
                        layout.coordination().eventLocks(),
                        () -> roots.checkAndHold(root))));
    }

    /** Returns the audit of what the coordination keeps. */
    public static CoordinationAudit audit(RunfolioSettings settings) {
        return server(settings)
                .map(server -> server.audit(events(settings), runs(settings)))
                .orElseGet(() -> new FolderAudit(
                        settings.folders().inbox(), settings.workflow().runs().resolve(RUN_QUEUE), settings.event()));
    }

    /**
     * Rebuilds what the server that coordinates knows of the bundles, while no worker is alive.
     *
     * @param bundles reads their seals, in the order of the index
     * @return number of seals
     * @throws SettingException if folders coordinate
     */
    public static int rebuild(RunfolioSettings settings, Supplier<List<SealRecord>> bundles) {
        return server(settings)
                .orElseThrow(() -> new SettingException(
                        CoordinationSettings.KEY,
                        CoordinationSettings.KEY + "=folder keeps nothing that could be rebuilt: leave out"
                                + " --coordination"))
                .rebuild(events(settings), bundles);
    }

    /** Returns the adapters of providers. */
    public static ProviderAdapters adapters(RunfolioSettings settings) {
        return new ProviderAdapters(settings.hooks().providers(), settings.event(), Components.mask(settings));
    }
}
