package io.runfolio.catalog.sync;

import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.CatalogException;
import io.runfolio.catalog.FeedPosition;
import io.runfolio.catalog.ParallelReadAhead;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.index.ChangeFeed;
import io.runfolio.index.IndexFeed;
import io.runfolio.index.ReviewLogs;
import io.runfolio.json.UnreadableRecordException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Updates a catalog from {@code index.jsonl} (new runs) and {@code .runfolio/changes.jsonl} (reviewed runs). The
 * positions in both files are stored in the catalog, so that any process continues where the last one ended.
 *
 * <p>A run is read under the lock of its review log and of the catalog, so the last state read is the last state
 * stored. Safe for several threads and processes.
 */
public final class CatalogFollower {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogFollower.class);
    static final String INDEX = "index";
    static final String CHANGES = "changes";
    /** Runs in one transaction; other writers wait for it. */
    private static final int CHUNK = 200;
    /** An empty catalog that is further behind is rebuilt, which is faster. */
    private static final int MAX_INCREMENTAL = 500;

    private final Catalog catalog;
    private final BundleReader bundles;
    private final BundleLayout layout;
    private final RunViewReader views;
    private final ReviewLogs ledgers;
    private final IndexFeed index;
    private final ChangeFeed changes;
    private volatile boolean stopped;

    public CatalogFollower(Catalog catalog, BundleLayout layout) {
        this.catalog = catalog;
        this.layout = layout;
        bundles = new BundleReader(layout);
        views = new RunViewReader(layout);
        ledgers = new ReviewLogs(layout);
        index = new IndexFeed(layout);
        changes = new ChangeFeed(layout);
    }

    /**
     * Reads the new entries of both files and returns their number of runs. If one of them was replaced, rebuilds the
     * catalog.
     *
     * @throws CatalogException if the database does not answer; completed transactions remain
     * @throws io.runfolio.files.StorageException if the disk fails
     */
    public synchronized int catchUp() {
        FeedPosition known = catalog.position(INDEX);
        IndexFeed.Batch arrived = index.after(place(known));
        ChangeFeed.Batch changed = changes.after(catalog.position(CHANGES).bytes());
        if (arrived.restarted() || changed.restarted()) {
            LOG.info("the index was recreated: rebuilding the catalog");
            return rebuild(done -> {});
        }
        if (known.equals(FeedPosition.START) && arrived.arrivals().size() > MAX_INCREMENTAL) {
            LOG.info("filling the catalog with {} runs", arrived.arrivals().size());
            return rebuild(done -> {});
        }
        List<String> coming = new ArrayList<>();
        arrived.arrivals().forEach(newRun -> coming.add(path(newRun)));
        follow(coming, INDEX, position(arrived.place()), known);
        follow(
                List.copyOf(changed.runPaths()),
                CHANGES,
                new FeedPosition(changed.position(), 0),
                catalog.position(CHANGES));
        return coming.size() + changed.runPaths().size();
    }

    private String path(IndexFeed.NewRun newRun) {
        return newRun.runPath().isEmpty()
                ? bundles.find(newRun.runId()).map(layout::relative).orElse(newRun.runId())
                : newRun.runPath();
    }

    private void follow(List<String> runPaths, String feed, FeedPosition end, FeedPosition known) {
        for (int from = 0; from < runPaths.size(); from += CHUNK) {
            endIfStopped();
            int to = Math.min(from + CHUNK, runPaths.size());
            List<String> chunk = runPaths.subList(from, to);
            catalog.inExclusiveTransaction(() -> {
                chunk.forEach(this::refresh);
                if (to == runPaths.size()) {
                    catalog.position(feed, end);
                }
            });
        }
        if (runPaths.isEmpty() && !end.equals(known)) {
            catalog.position(feed, end);
        }
    }

    /** Reads a run again, and removes it if its bundle is gone. */
    private void refresh(String runPath) {
        String runId = runPath.substring(runPath.lastIndexOf('/') + 1);
        try {
            Optional<RunView> view = ledgers.with(runId, () -> views.at(runPath));
            view.ifPresentOrElse(catalog::put, () -> catalog.remove(runId));
        } catch (UnreadableRecordException e) {
            LOG.warn("{} is not in the catalog: {}", runPath, e.getMessage());
        }
    }

    /**
     * Rebuilds the catalog from all bundles; readers see the old content until it is complete.
     *
     * @param progress receives the number of bundles read
     * @return the number of runs
     */
    public synchronized int rebuild(IntConsumer progress) {
        // positions first: runs that arrive during the rebuild are read again afterwards, so no lock is needed
        Map<String, FeedPosition> places = Map.of(
                INDEX,
                position(index.after(new IndexFeed.Position(0, 0)).place()),
                CHANGES,
                new FeedPosition(changes.after(0).position(), 0));
        ledgers.awaitIdle();
        Set<String> there = new HashSet<>();
        // reading decides which folders are bundles
        List<Path> folders = bundles.days().stream()
                .flatMap(day -> bundles.folders(day).stream())
                .toList();
        Stream<RunView> read = StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(
                                new ParallelReadAhead<>(folders.iterator(), this::read), Spliterator.ORDERED),
                        false)
                .peek(view -> {
                    endIfStopped();
                    there.add(view.run().runId());
                    progress.accept(there.size());
                });
        catalog.replaceAll(read::iterator, places);
        catchUp();
        return there.size();
    }

    private Optional<RunView> read(Path folder) {
        try {
            return Optional.of(views.read(folder));
        } catch (UnreadableRecordException e) {
            if (BundleReader.isBundle(folder)) {
                LOG.warn("{} is not in the catalog: {}", folder, e.getMessage());
            }
            return Optional.empty();
        }
    }

    /** Stops the updates of other threads for good, with an {@link InterruptedRunException}. For good. */
    public void stop() {
        stopped = true;
    }

    private void endIfStopped() {
        if (stopped) {
            throw new InterruptedRunException("The catalog is stopping", null);
        }
    }

    /** Returns whether {@link #catchUp()} has something to read. */
    public boolean isBehind() {
        IndexFeed.Batch arrived = index.after(place(catalog.position(INDEX)));
        ChangeFeed.Batch changed = changes.after(catalog.position(CHANGES).bytes());
        return arrived.restarted()
                || changed.restarted()
                || !arrived.arrivals().isEmpty()
                || !changed.runPaths().isEmpty();
    }

    private static IndexFeed.Position place(FeedPosition position) {
        return new IndexFeed.Position(position.bytes(), position.checksum());
    }

    private static FeedPosition position(IndexFeed.Position position) {
        return new FeedPosition(position.bytes(), position.checksum());
    }
}
