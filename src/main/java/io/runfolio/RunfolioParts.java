package io.runfolio;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RecordMapper;
import io.runfolio.bundle.Sealer;
import io.runfolio.bundle.Staging;
import io.runfolio.catalog.CatalogAccess;
import io.runfolio.flow.AssetWork;
import io.runfolio.flow.Bundler;
import io.runfolio.flow.CatalogSteps;
import io.runfolio.flow.OrderWords;
import io.runfolio.flow.Readiness;
import io.runfolio.flow.Recovery;
import io.runfolio.flow.SourceCopier;
import io.runfolio.flow.SourceWatch;
import io.runfolio.index.EventLedger;
import io.runfolio.index.EventLocks;
import io.runfolio.index.PendingRuns;
import io.runfolio.index.RunIndex;
import io.runfolio.index.RunQueries;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.InboxLayout;
import io.runfolio.intake.RunEvent;
import io.runfolio.intake.SourceRoots;
import io.runfolio.json.SecretMask;
import io.runfolio.media.HeifItem;
import io.runfolio.media.SniffedType;
import io.runfolio.media.child.ChildRunner;
import io.runfolio.media.image.ImageProcessor;
import io.runfolio.media.image.UndecodableException;
import io.runfolio.media.video.ForeignStills;
import io.runfolio.media.video.VideoEngines;
import io.runfolio.media.video.VideoProcessor;
import io.runfolio.run.AliveLock;
import io.runfolio.run.EnvironmentException;
import io.runfolio.run.RunRequest;
import io.runfolio.run.ScratchFolder;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.StorageException;
import io.runfolio.run.StorageRoot;
import io.runfolio.run.StorageRoots;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.workflow.OrderBook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts that need no Camel, put together for one set of settings. */
final class RunfolioParts implements AutoCloseable {
    private static final byte[] WARM_UP =
            "{\"status\":\"unknown\",\"model_key\":\"none\"}".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern ORDERS_USED = Pattern.compile("taken|cancelled|^.+\\.json");
    private static final Logger LOG = LoggerFactory.getLogger(RunfolioParts.class);

    final RunfolioSettings settings;
    final Clock clock;
    final String worker;
    final StorageRoots roots;
    final BundleLayout layout;
    final BundleReader reader;
    final Staging staging;
    final RunIndex index;
    final EventLedger events;
    final EventLocks locks;
    final RunQueries queries;
    final ImageProcessor images;
    final VideoProcessor clips;
    final EventReader eventReader;
    final AssetWork assets;
    final Bundler bundler;
    final OrderBook orderBook;
    private final OrderWords orders;
    final Recovery recovery;
    final Readiness readiness;
    final CatalogAccess catalog;
    final CatalogSteps follow;
    private Optional<AliveLock> alive = Optional.empty();

    RunfolioParts(RunfolioSettings settings, Clock clock, ChildRunner children) {
        this(settings, clock, children, StorageRoots.none());
    }

    /**
     * @param roots the storage roots, which are opened before anything is made in them
     */
    RunfolioParts(RunfolioSettings settings, Clock clock, ChildRunner children, StorageRoots roots) {
        this.roots = roots;
        this.settings = settings;
        this.clock = clock;
        worker = workerName();
        layout = new BundleLayout(settings.folders().outputs());
        reader = new BundleReader(layout);
        staging = new Staging(layout, worker, clock);
        index = new RunIndex(layout);
        events = new EventLedger(layout);
        locks = new EventLocks(layout);
        queries = new RunQueries(layout);
        clips = VideoProcessor.create(settings.media(), children);
        images = pictures(settings, clips);
        SourceRoots sources = new SourceRoots(settings.folders().sourceRoots());
        eventReader = new EventReader(settings.event(), sources);
        SourceWatch watch = new SourceWatch(sources, settings.source());
        assets = new AssetWork(new SourceCopier(sources, settings.media().maxBytes()), watch, images, clips, clock);
        PendingRuns pending = new PendingRuns(layout, index, events);
        StorageRoot orderRoot = orders(settings.workflow().orders());
        orderBook = new OrderBook(orderRoot.folder(), locks, () -> roots.checkAndHold(orderRoot));
        orders = new OrderWords(orderBook);
        bundler = new Bundler(
                roots,
                watch,
                staging,
                new Sealer(layout, clock, mask(settings)),
                reader,
                index,
                events,
                pending,
                this::ourWords);
        recovery = new Recovery(layout, worker, staging, reader, index, events, pending);
        readiness = new Readiness(
                settings, this::engine, bundler::indexTrouble, index::remarks, index::problems, roots::trouble);
        catalog = new CatalogAccess(settings.catalog(), layout);
        follow = new CatalogSteps(catalog);
    }

    static SecretMask mask(RunfolioSettings settings) {
        return SecretMask.of(settings.secrets().mask(), settings.secrets().keys());
    }

    /** The room of pictures knows no engine of clips, and the other way round; they meet here. */
    static ImageProcessor pictures(RunfolioSettings settings, VideoProcessor clips) {
        return new ImageProcessor(
                settings.media().image(),
                settings.media().maxBytes(),
                (source, type, item, folder) -> foreignStill(clips, source, type, item, folder));
    }

    private static Optional<Path> foreignStill(
            VideoProcessor clips, Path source, SniffedType type, Optional<HeifItem> item, Path folder) {
        try {
            return clips.stills().toPng(source, type, item, folder);
        } catch (ForeignStills.BrokenStillException e) {
            throw new UndecodableException(e.code(), e.getMessage(), e.words());
        }
    }

    /** Shows that this worker lives, then brings all into order that dead ones left. */
    void start() {
        show();
        bringIntoOrder();
    }

    /** Shows that this worker lives: what it makes from now on is not taken for what a dead one left. */
    void show() {
        try {
            StorageRoots.createFolders(layout.locks());
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The outputs folder cannot be used");
        }
        alive = Optional.of(AliveLock.hold(layout.alive(worker)));
    }

    /** Brings the outputs folder and the folder for temporary files into order; to be at its end before any event is looked at. */
    void bringIntoOrder() {
        recovery.atStart();
        ScratchFolder.sweep();
    }

    /** Does once, beside the start of the routes, what else the first event would wait for: classes are loaded, and the engine for clips is looked for. */
    void warmUp() {
        Thread thread = new Thread(
                () -> {
                    try {
                        RunEvent event = eventReader.read(WARM_UP);
                        RecordMapper.document(event.request());
                        engine();
                    } catch (RuntimeException e) {
                        LOG.debug("nothing is lost: the first event will meet it again", e);
                    }
                },
                "runfolio-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    /** What stands in every run's {@code source_metadata.runfolio} beside the event's identity. */
    private Map<String, Object> ourWords(RunRequest request) {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put(
                "version",
                Optional.ofNullable(Runfolio.class.getPackage().getImplementationVersion())
                        .orElse("development"));
        words.put("engine", engineOfNow());
        orders.of(request).ifPresent(order -> words.put("order", order));
        return words;
    }

    /** A search that fails for a moment does not keep a run of pictures from being sealed. */
    private String engineOfNow() {
        try {
            return engine().orElse("none");
        } catch (StorageException | EnvironmentException e) {
            return "unknown";
        }
    }

    /** Returns the engine that works on clips, if one starts. */
    Optional<String> engine() {
        VideoEngines engines = clips.engines();
        return engines.available() ? Optional.of(engines.describe()) : Optional.empty();
    }

    private static String workerName() {
        byte[] random = new byte[3];
        new SecureRandom().nextBytes(random);
        return host() + "-" + ProcessHandle.current().pid() + "-"
                + HexFormat.of().formatHex(random);
    }

    private static String host() {
        try {
            String name = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9-]", "-");
            return name.substring(0, Math.min(name.length(), 40));
        } catch (UnknownHostException e) {
            return "host";
        }
    }

    @Override
    public void close() {
        catalog.close();
        alive.ifPresent(lock -> {
            recovery.atEnd();
            staging.clear(worker);
            lock.close();
            deleteQuietly(layout.alive(worker));
        });
        alive = Optional.empty();
        roots.close();
    }

    /** Returns the folders that volumes may be mounted on. */
    static List<StorageRoot> roots(RunfolioSettings settings) {
        StorageRoot outputs = new BundleLayout(settings.folders().outputs()).root();
        StorageRoot inbox = new InboxLayout(settings.folders().inbox()).root();
        StorageRoot orders = orders(settings.workflow().orders());
        boolean ordered =
                settings.http().enabled() && (Files.isDirectory(orders.folder()) || outputs.remembers(orders));
        return ordered ? List.of(outputs, inbox, orders) : List.of(outputs, inbox);
    }

    /** The folder is made with the first order, so it is no root before that. */
    private static StorageRoot orders(Path folder) {
        return new StorageRoot("orders", folder, folder.resolve(".runfolio"), ORDERS_USED);
    }

    /** Opens the outputs folder for work that needs no queue folder; one that is there tells whether the outputs are the right ones. */
    static StorageRoots openOutputs(RunfolioSettings settings) {
        List<StorageRoot> roots = roots(settings);
        return StorageRoots.open(roots.subList(0, 1), roots.subList(1, 2));
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("{} stays", file, e);
        }
    }
}
