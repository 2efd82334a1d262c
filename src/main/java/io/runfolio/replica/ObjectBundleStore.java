package io.runfolio.replica;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RunFolder;
import io.runfolio.coordination.log.StoreLog;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.PathResolver.FetchableFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageException;
import io.runfolio.replica.media.CopiedMedia;
import io.runfolio.replica.media.CopyFolders;
import io.runfolio.replica.media.FetchList;
import io.runfolio.store.BundleStore;
import io.runfolio.store.FileLink;
import io.runfolio.store.local.LocalBundleStore;
import io.runfolio.store.object.LinkOptions;
import io.runfolio.store.object.ObjectContent;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectSender;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.store.object.ObjectStoreException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bundles in an object store, with a working copy in the outputs folder of each host. What is read is read from the
 * copy; what is written is in the store before it is in the copy. Thread-safe.
 *
 * <p>A bundle is sealed by its entry in the {@link StoreLog}. Its objects are there before. Media are at keys of their
 * content, which bundles share; all other objects of an attempt that is not sealed are named by no entry, and by no
 * other attempt's run id.
 */
public final class ObjectBundleStore implements BundleStore {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectBundleStore.class);
    private static final long PART_SIZE = 16L << 20;
    /** Time for which a reader of one file waits for a store that does not answer. */
    private static final Duration READER_WAITS = Duration.ofSeconds(2);

    private final BundleStore copy;
    private final ObjectStore objects;
    private final StoreLog log;
    private final StoreRetry retry = new StoreRetry();
    private final BundleSender sender;
    private final BundleFetcher fetcher;
    private final BundleArrival arrival;
    private final CopiedMedia media;

    /** @param outputs the folder of a working copy of whole bundles, absolute */
    public ObjectBundleStore(Path outputs, ObjectStore objects, StoreLog log) {
        this(outputs, objects, log, false, Long.MAX_VALUE);
    }

    /**
     * @param outputs the folder of the working copy, absolute
     * @param objects the store, whose client is closed by others
     * @param hasRecordsOnly whether media are fetched when they are read
     * @param maxMediaBytes size that the media of the working copy are kept within, if they are fetched then
     */
    public ObjectBundleStore(
            Path outputs, ObjectStore objects, StoreLog log, boolean hasRecordsOnly, long maxMediaBytes) {
        this.copy = new LocalBundleStore(outputs);
        this.objects = objects;
        this.log = log;
        sender = new BundleSender(
                new ObjectSender(objects, new UploadStates(), PART_SIZE, bytes -> {}, () -> {}),
                new MediaSender(objects, log.media(), new HostUploads(BundleLayout.sending(outputs)), PART_SIZE, retry),
                retry);
        fetcher = new BundleFetcher(objects, retry);
        media = new CopiedMedia(
                new CopyFolders(outputs, BundleLayout.incoming(outputs), BundleLayout.copy(outputs)),
                hasRecordsOnly,
                new ReaderFetcher(new BundleFetcher(objects, new StoreRetry(READER_WAITS))),
                maxMediaBytes);
        arrival = new BundleArrival(copy, BundleLayout.incoming(outputs), fetcher, Optional.of(media));
    }

    @Override
    public List<String> days() {
        return copy.days();
    }

    @Override
    public List<String> list(String day) {
        return copy.list(day);
    }

    @Override
    public Optional<String> find(String runId) {
        return copy.find(runId);
    }

    @Override
    public boolean isSealed(String runPath) {
        return copy.isSealed(runPath);
    }

    /** Returns whether a run path is taken here or in the store, also by an attempt that was not sealed. */
    @Override
    public boolean exists(String runPath) {
        return copy.exists(runPath) || isTaken(runPath);
    }

    private boolean isTaken(String runPath) {
        return retry.call(runPath + " could not be looked up", () -> {
            try (Stream<ObjectInfo> listed = objects.list(StoreKeys.bundle(runPath))) {
                return listed.findFirst().isPresent();
            }
        });
    }

    @Override
    public Optional<Path> folder(String runPath) {
        return copy.folder(runPath);
    }

    @Override
    public List<String> files(String runPath) {
        List<FetchList.Item> elsewhere =
                media.list(runPath).map(FetchList::files).orElse(List.of());
        return Stream.concat(copy.files(runPath).stream(), elsewhere.stream().map(FetchList.Item::path))
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public boolean hasAllFiles() {
        return !media.hasRecordsOnly();
    }

    @Override
    public FetchableFiles fetchable(String runPath) {
        return media.of(runPath);
    }

    @Override
    public Optional<FileLink> link(String runPath, String path, LinkOptions options) {
        return media.list(runPath)
                .flatMap(list -> list.find(path))
                .map(FetchList.Item::key)
                .or(() -> fetcher.find(runPath, path).map(ObjectInfo::key))
                .map(key -> new FileLink(
                        objects.presign(key, options),
                        StoreKeys.mediaVersion(key).isPresent()));
    }

    @Override
    public Optional<String> linkOrigin() {
        URI link = objects.presign(StoreKeys.INDEX, LinkOptions.of(Duration.ofSeconds(1)));
        return Optional.of(link.getScheme() + "://" + link.getRawAuthority());
    }

    @Override
    public InputStream open(String runPath, String path) throws IOException {
        media.of(runPath).bring(path);
        return copy.open(runPath, path);
    }

    @Override
    public void prepare(Path staged, String runPath) {
        media.arrives(runPath, FetchList.of(sender.send(staged, runPath).objects()));
    }

    @Override
    public void discard(String runPath) {
        try {
            if (!log.media().sweep(StoreKeys.runId(runPath))) {
                return; // an import of the run was sealed meanwhile
            }
            media.forget(runPath);
            List<String> keys;
            try (Stream<ObjectInfo> listed = objects.list(StoreKeys.bundle(runPath))) {
                keys = listed.map(ObjectInfo::key).toList();
            }
            keys.forEach(objects::delete);
            log.media().giveUp(StoreKeys.runId(runPath));
        } catch (ObjectStoreException | StorageException e) {
            LOG.warn(
                    "objects of {}, which was not sealed, are left to `runfolio store sweep`: {}",
                    runPath,
                    e.getMessage());
        }
    }

    @Override
    public void seal(Path staged, String runPath) {
        try {
            copy.seal(staged, runPath);
        } catch (StorageException e) {
            if (!copy.isSealed(runPath)) {
                throw e;
            }
            // it has come from the store, as its seal was known before this rename
            DurableFiles.tryDeleteTree(staged);
        }
        media.grew(runPath);
    }

    @Override
    public boolean fetch(String runPath) {
        if (copy.isSealed(runPath)) {
            if (media.isOther(runPath)) {
                update(runPath);
            }
            return true;
        }
        return arrival.fetch(runPath, log.ledger(runPath));
    }

    /** Brings the files of a bundle to the state of the store, after a change by another host. */
    void update(String runPath) {
        if (!copy.isSealed(runPath)) {
            return;
        }
        Path bundle = copy.folder(runPath).orElseThrow();
        try {
            Map<String, ObjectInfo> files = fetcher.files(runPath);
            if (!files.containsKey(RunFolder.RUN_RECORD)) {
                return; // deleted as a whole: that is not done by a change
            }
            RemovedPaths removed = RemovedPaths.of(log.ledger(runPath));
            Map<String, ObjectInfo> kept = new LinkedHashMap<>(files);
            kept.keySet().removeIf(removed::isAway);
            media.arrives(runPath, FetchList.of(kept));
            fetcher.update(bundle, files, copy.files(runPath), path -> media.isLeftOut(path) || removed.isAway(path));
            media.isWhole(runPath);
        } catch (IOException e) {
            throw StorageErrors.translate(e, runPath + " could not be updated");
        }
    }

    @Override
    public void add(Path file, String runPath, String path) {
        ObjectInfo sent = sender.send(file, runPath, path);
        if (FetchList.isFetchedLater(path)) {
            media.change(runPath, list -> list.with(FetchList.item(path, sent)));
        }
        copy.add(file, runPath, path);
        log.announce(runPath);
    }

    @Override
    public void replace(String runPath, String path, byte[] bytes) {
        sender.send(bytes, runPath, path);
        copy.replace(runPath, path, bytes);
        log.announce(runPath);
    }

    @Override
    public void delete(String runPath, String path) {
        retry.call(path + " of " + runPath + " could not be deleted from the object store", () -> {
            objects.delete(StoreKeys.file(runPath, path));
            removeFromList(runPath, path);
            return true;
        });
        media.alone(runPath, path, () -> {
            media.change(runPath, list -> list.without(path));
            copy.delete(runPath, path);
        });
        log.announce(runPath);
    }

    /** The object of content stays, as other bundles may list it. */
    private void removeFromList(String runPath, String path) {
        String key = StoreKeys.mediaList(runPath);
        if (!RunFolder.isMedia(path) || objects.head(key).isEmpty()) {
            return;
        }
        MediaList list = MediaList.read(objects, runPath);
        if (list.has(path)) {
            objects.put(key, ObjectContent.of(list.without(path).document()));
        }
    }

    /** Writes a segment of the index. */
    void writeSegment(int number, List<String> lines) {
        put(StoreKeys.segment(number), String.join("\n", lines) + "\n");
    }

    /** Writes a line of a ledger. */
    void writeLedgerLine(StoreLog.LedgerLine line) {
        put(StoreKeys.ledgerLine(line.runPath(), line.position()), line.text() + "\n");
    }

    private void put(String key, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        retry.call(key + " could not be written", () -> objects.put(key, ObjectContent.of(bytes)));
    }
}
