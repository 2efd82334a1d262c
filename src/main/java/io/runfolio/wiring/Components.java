package io.runfolio.wiring;

import io.runfolio.announce.Announcements;
import io.runfolio.api.content.MissingDerivatives;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.Sealer;
import io.runfolio.bundle.Staging;
import io.runfolio.catalog.sync.CatalogAccess;
import io.runfolio.coordination.AliveMarks;
import io.runfolio.coordination.EventLocks;
import io.runfolio.dedup.OriginalSharing;
import io.runfolio.dedup.ProgramCloner;
import io.runfolio.fetch.SourceFetches;
import io.runfolio.fetch.UrlForm;
import io.runfolio.files.ScratchFolder;
import io.runfolio.files.StorageRoots;
import io.runfolio.hooks.adapter.ProviderAdapters;
import io.runfolio.hooks.outbox.AnnouncementSender;
import io.runfolio.index.ProcessedEvents;
import io.runfolio.index.RunIndex;
import io.runfolio.index.RunQueries;
import io.runfolio.intake.DataSources;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.RunEvent;
import io.runfolio.intake.SourceOpener;
import io.runfolio.intake.SourceRoots;
import io.runfolio.intake.SourceSchemes;
import io.runfolio.intake.WorkFolderSources;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.SecretMask;
import io.runfolio.media.child.ChildRunner;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.upload.UploadSources;
import io.runfolio.upload.Uploads;
import io.runfolio.work.AssetProcessor;
import io.runfolio.work.Bundler;
import io.runfolio.work.CatalogUpdater;
import io.runfolio.work.OrderProvenance;
import io.runfolio.work.Readiness;
import io.runfolio.work.Recovery;
import io.runfolio.work.SourceChangeDetector;
import io.runfolio.work.SourceCopier;
import io.runfolio.work.TranscodeCheckpoints;
import io.runfolio.work.preview.MissingPreviews;
import io.runfolio.work.redo.DerivativeRebuild;
import io.runfolio.work.redo.OnDemandDerivatives;
import io.runfolio.work.redo.Redo;
import io.runfolio.work.redo.job.RedoJobs;
import io.runfolio.work.workflow.StepLedgerCopy;
import io.runfolio.workflow.order.OrderQueue;
import io.runfolio.workflow.run.RunService;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Components that need no Camel, constructed once for one set of settings. */
public final class Components implements AutoCloseable {
    private static final byte[] WARM_UP =
            "{\"status\":\"unknown\",\"model_key\":\"none\"}".getBytes(StandardCharsets.US_ASCII);
    private static final Logger LOG = LoggerFactory.getLogger(Components.class);

    private final RunfolioSettings settings;
    private final Clock clock;
    private final String worker = WorkerName.create();
    private final StorageRoots roots;
    private final BundleLayout layout;
    private final EventLocks locks;
    private final ChunkWiring chunks;
    private final MediaParts media;
    private final IndexParts index;
    private final Uploads uploads;
    private final ProviderAdapters adapters;
    private final SourceFetches fetches;
    private final EventReader eventReader;
    private final AssetProcessor assets;
    private final OrderQueue orders;
    private final RunProvenance provenance;
    private final Staging staging;
    private final OriginalSharing sharing;
    private final Bundler bundler;
    private final Recovery recovery;
    private final Readiness readiness;
    private final CatalogAccess catalog;
    private final CatalogUpdater catalogUpdater;
    private final Optional<RetentionAccess> retention;
    private Optional<AliveMarks.Mark> alive = Optional.empty();
    private Optional<WorkflowServices> workflow = Optional.empty();
    private Optional<OnDemandDerivatives> onDemand = Optional.empty();
    private Optional<Announcements> announcements = Optional.empty();

    /**
     * Constructs all components; none has written anything yet.
     *
     * @param children runs the programs for media
     * @param roots the storage roots, already opened; {@link #close} closes them
     */
    public Components(RunfolioSettings settings, Clock clock, ChildRunner children, StorageRoots roots) {
        this.settings = settings;
        this.clock = clock;
        this.roots = roots;
        layout = Backends.outputs(settings);
        locks = layout.coordination().eventLocks();
        chunks = new ChunkWiring(settings, worker, layout);
        media = MediaParts.of(settings, children, chunks.tasks());
        index = IndexParts.of(layout);
        uploads = uploads(settings, clock);
        adapters = new ProviderAdapters(settings.hooks().providers(), settings.event(), mask(settings));
        fetches = new SourceFetches(settings.fetch(), settings.media().maxBytes(), layout.fetched(), clock);

        TranscodeCheckpoints checkpoints = new TranscodeCheckpoints(layout.transcodes(), clock);
        SourceOpener sources = sources(settings, uploads, fetches);
        SourceChangeDetector changes = new SourceChangeDetector(sources, settings.source());
        eventReader = new EventReader(settings.event(), sources);
        assets = new AssetProcessor(
                new SourceCopier(sources, settings.media().maxBytes()),
                changes,
                media.images(),
                media.clips(),
                settings.media().image(),
                clock,
                Optional.of(checkpoints));

        orders = Backends.orders(settings, layout, roots);
        provenance = new RunProvenance(media.clips().engines(), new OrderProvenance(orders));

        staging = new Staging(layout, worker, clock, mask(settings));
        // directly, as the routes of the worker do not run yet when it tries the file system
        sharing = new OriginalSharing(settings.media().dedup(), layout, new ProgramCloner(new ProcessChildRunner()));
        bundler = new Bundler(
                roots,
                changes,
                staging,
                new Sealer(layout, clock, mask(settings)),
                index.reader(),
                index.index(),
                index.events(),
                index.pending(),
                uploads.events(),
                provenance::of,
                new StepLedgerCopy(settings.workflow().runs(), mask(settings))::write,
                sharing,
                checkpoints);
        recovery = new Recovery(
                layout,
                worker,
                staging,
                index.reader(),
                index.index(),
                index.events(),
                index.pending(),
                layout.coordination().aliveMarks(),
                fetches,
                checkpoints);
        readiness = new Readiness(
                settings,
                provenance::engine,
                bundler::indexTrouble,
                index.index()::remarks,
                index.index()::problems,
                roots::findProblem);
        catalog = new CatalogAccess(settings.catalog(), layout);
        catalogUpdater = new CatalogUpdater(catalog);
        retention = settings.retention().isEnabled()
                ? Optional.of(new RetentionAccess(settings, settings.retention(), layout, catalog, clock))
                : Optional.empty();
    }

    /** Returns the opener of all sources that events may name, for programs that fetch nothing. */
    public static SourceOpener sources(RunfolioSettings settings) {
        return sources(settings, uploads(settings, Clock.systemUTC()), new UrlForm());
    }

    private static SourceOpener sources(RunfolioSettings settings, Uploads uploads, SourceOpener urls) {
        SourceRoots roots = new SourceRoots(settings.folders().sourceRoots());
        // also where no kind is set here, as another worker may execute the runs whose events this one bundles
        SourceOpener paths = new WorkFolderSources(roots, settings.workflow().runs());
        return new SourceSchemes(
                paths,
                Map.of(
                        "data",
                        new DataSources(),
                        "upload",
                        new UploadSources(uploads.store()),
                        "https",
                        urls,
                        "http",
                        urls));
    }

    /** Returns the uploads of the outputs folder. */
    public static Uploads uploads(RunfolioSettings settings, Clock clock) {
        BundleLayout layout = Backends.outputs(settings);
        return Uploads.of(
                settings,
                layout.control(),
                layout.coordination(),
                Backends.inbox(settings),
                StoreWiring.uploads(settings),
                clock);
    }

    /** Returns the mask for secrets in what is written. */
    public static SecretMask mask(RunfolioSettings settings) {
        return SecretMask.of(settings.secrets().mask(), settings.secrets().keys());
    }

    /** Registers this worker as alive, then recovers what dead workers left. */
    public void start() {
        registerAlive();
        recover();
    }

    /**
     * Registers this worker as alive: others leave its unfinished work alone from now on.
     *
     * @throws io.runfolio.settings.SettingException if the file system does not support the mode of deduplication
     */
    public void registerAlive() {
        sharing.open();
        alive = Optional.of(layout.coordination().aliveMarks().register(worker));
        chunks.open();
    }

    /** Recovers outputs and temporary folder. This must end before the first event is claimed. */
    void recover() {
        recovery.atStart();
        ScratchFolder.sweep();
    }

    /** Loads classes and looks for the video engine in the background. The first event would wait for both. */
    void warmUp() {
        Thread thread = new Thread(
                () -> {
                    try {
                        RunEvent event = eventReader.read(WARM_UP);
                        RecordMapper.document(event.request());
                        engine();
                    } catch (RuntimeException e) {
                        LOG.debug("the warm-up failed; the first event meets the same fault", e);
                    }
                },
                "runfolio-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        announcements.ifPresent(Announcements::close);
        workflow.ifPresent(WorkflowServices::close);
        onDemand.ifPresent(OnDemandDerivatives::close);
        catalog.close();
        fetches.close();
        alive.ifPresent(mark -> {
            recovery.atEnd();
            staging.discardAllOf(worker);
            mark.close();
        });
        alive = Optional.empty();
        roots.close();
    }

    public RunfolioSettings settings() {
        return settings;
    }

    public Clock clock() {
        return clock;
    }

    /** Returns what makes missing derivatives on demand; {@link #close} ends it. */
    synchronized MissingDerivatives derivativesOnDemand() {
        if (!settings.media().regeneration().onDemand()) {
            return MissingDerivatives.none();
        }
        if (onDemand.isEmpty()) {
            onDemand = Optional.of(
                    new OnDemandDerivatives(layout, assets, settings.media().regeneration(), clock));
        }
        return new DerivativesOnDemand(onDemand.get());
    }

    /** Returns the jobs that make derivatives again, as this worker sees them. */
    public RedoJobs redoJobs() {
        return new RedoJobs(Backends.jobs(settings, worker), layout, catalog, this::rebuild, this::redo, clock);
    }

    private DerivativeRebuild rebuild() {
        return new DerivativeRebuild(
                layout,
                assets,
                new MissingPreviews(media.images(), media.clips()::previews),
                MissingPreviews.enabled(settings.media().video()),
                () -> false,
                clock);
    }

    private Redo redo() {
        return new Redo(layout, worker, assets, fetches, clock);
    }

    /** Returns the unique name of this worker. */
    public String worker() {
        return worker;
    }

    StorageRoots roots() {
        return roots;
    }

    public BundleLayout layout() {
        return layout;
    }

    public EventLocks locks() {
        return locks;
    }

    public MediaParts media() {
        return media;
    }

    /** Returns the chunks of clips that workers share. */
    ChunkWiring chunks() {
        return chunks;
    }

    IndexParts indexParts() {
        return index;
    }

    public BundleReader reader() {
        return index.reader();
    }

    public RunIndex index() {
        return index.index();
    }

    public ProcessedEvents events() {
        return index.events();
    }

    public RunQueries queries() {
        return index.queries();
    }

    /** Returns the downloads of sources by URL. */
    public SourceFetches fetches() {
        return fetches;
    }

    Uploads uploads() {
        return uploads;
    }

    ProviderAdapters adapters() {
        return adapters;
    }

    public EventReader eventReader() {
        return eventReader;
    }

    public AssetProcessor assets() {
        return assets;
    }

    /** Returns the workflow runs; empty if no endpoint serves a kind of step. */
    public Optional<RunService> runs() {
        return workflow().map(WorkflowServices::runs);
    }

    /** Starts the delivery of webhooks about workflow runs, if there are receivers; {@link #close} ends it. */
    public void deliverWebhooks() {
        workflow().ifPresent(WorkflowServices::deliverWebhooks);
    }

    /**
     * Starts the announcements, if there are receivers; {@link #close} ends them.
     *
     * @throws io.runfolio.settings.SettingException if a broker is set without its artifact
     */
    public synchronized void startAnnouncements() {
        if (!settings.announce().isEnabled() || announcements.isPresent()) {
            return;
        }
        Map<URI, AnnouncementSender> brokers = new LinkedHashMap<>();
        settings.announce()
                .brokers()
                .forEach(broker -> brokers.put(
                        URI.create(broker + ":announcements"),
                        BrokerWiring.find(broker, "runfolio.announce." + broker).announcements(broker, settings)));
        Announcements started = new Announcements(
                layout, settings.announce(), brokers, roots::check, settings.fetch(), locks::tryHold, clock);
        started.start();
        announcements = Optional.of(started);
    }

    /** Returns the services of workflow runs; empty if no endpoint serves a kind of step. */
    public synchronized Optional<WorkflowServices> workflow() {
        if (workflow.isEmpty() && settings.workflow().isEnabled()) {
            workflow = Optional.of(new WorkflowServices(this, roots));
        }
        return workflow;
    }

    OrderQueue orders() {
        return orders;
    }

    public Bundler bundler() {
        return bundler;
    }

    public Recovery recovery() {
        return recovery;
    }

    Readiness readiness() {
        return readiness;
    }

    CatalogAccess catalog() {
        return catalog;
    }

    CatalogUpdater catalogUpdater() {
        return catalogUpdater;
    }

    /** Returns the plans of retention; empty if there is no policy. */
    Optional<RetentionAccess> retention() {
        return retention;
    }

    /** Returns the video engine, if one starts. */
    public Optional<String> engine() {
        return provenance.engine();
    }
}
