package io.runfolio.catalog;

import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViews;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.index.ChangeFeed;
import io.runfolio.index.IndexFeed;
import io.runfolio.index.RunLedgers;
import io.runfolio.run.InterruptedRunException;
import io.runfolio.run.UnreadableRecordException;
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
 * Keeps a catalog up to date from the files of an outputs folder: runs that came, by {@code index.jsonl}; runs that changed in review, by {@code .runfolio/changes.jsonl}. How far it has come stands in the catalog
 * itself, so it goes on where it, or another process, has ended.
 *
 * <p>A run is read while its ledger is held and no one else writes to the catalog, so what was read last is what stands there last. Safe for use by several threads and processes.
 */
public final class CatalogFollower {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogFollower.class);
    static final String INDEX = "index";
    static final String CHANGES = "changes";
    /** Runs of one transaction; others that write wait for so long. */
    private static final int CHUNK = 200;
    /** An empty catalog that is further behind than this is filled by a rebuild, which is quicker. */
    private static final int FAR_BEHIND = 500;

    private final Catalog catalog;
    private final BundleReader bundles;
    private final BundleLayout layout;
    private final RunViews views;
    private final RunLedgers ledgers;
    private final IndexFeed index;
    private final ChangeFeed changes;
    private volatile boolean stopped;

    public CatalogFollower(Catalog catalog, BundleLayout layout) {
        this.catalog = catalog;
        this.layout = layout;
        bundles = new BundleReader(layout);
        views = new RunViews(layout);
        ledgers = new RunLedgers(layout);
        index = new IndexFeed(layout);
        changes = new ChangeFeed(layout);
    }

    /**
     * Reads what has come since the last time, and returns how many runs that were. Where index or feed is another file than the one that was followed, all is read.
     *
     * @throws CatalogException if the database does not answer; what was read until then counts
     * @throws io.runfolio.run.StorageException if the disk fails
     */
    public synchronized int catchUp() {
        FeedPosition known = catalog.position(INDEX);
        IndexFeed.News arrived = index.after(place(known));
        ChangeFeed.News changed = changes.after(catalog.position(CHANGES).bytes());
        if (arrived.restarted() || changed.restarted()) {
            LOG.info("the index was made anew; so is the catalog");
            return rebuild(done -> {});
        }
        if (known.equals(FeedPosition.START) && arrived.arrivals().size() > FAR_BEHIND) {
            LOG.info("filling the catalog with {} runs", arrived.arrivals().size());
            return rebuild(done -> {});
        }
        List<String> coming = new ArrayList<>();
        arrived.arrivals().forEach(arrival -> coming.add(path(arrival)));
        follow(coming, INDEX, position(arrived.place()), known);
        follow(
                List.copyOf(changed.runPaths()),
                CHANGES,
                new FeedPosition(changed.position(), 0),
                catalog.position(CHANGES));
        return coming.size() + changed.runPaths().size();
    }

    private String path(IndexFeed.Arrival arrival) {
        return arrival.runPath().isEmpty()
                ? bundles.find(arrival.runId()).map(layout::relative).orElse(arrival.runId())
                : arrival.runPath();
    }

    private void follow(List<String> runPaths, String feed, FeedPosition end, FeedPosition known) {
        for (int from = 0; from < runPaths.size(); from += CHUNK) {
            endIfStopped();
            int to = Math.min(from + CHUNK, runPaths.size());
            List<String> chunk = runPaths.subList(from, to);
            catalog.exclusively(() -> {
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

    /** Reads one run again; a bundle that is gone leaves the catalog. */
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
     * Reads all bundles and makes the catalog equal to them; what it knew stays to be looked up meanwhile.
     *
     * @param progress is told how many were read
     * @return how many runs there are
     */
    public synchronized int rebuild(IntConsumer progress) {
        // places first: what comes while bundles are read is read again afterwards, so no ledger need be held
        Map<String, FeedPosition> places = Map.of(
                INDEX,
                position(index.after(new IndexFeed.Place(0, 0)).place()),
                CHANGES,
                new FeedPosition(changes.after(0).position(), 0));
        ledgers.settle();
        Set<String> there = new HashSet<>();
        // which of them are bundles is left to those who read them
        List<Path> folders = bundles.days().stream()
                .flatMap(day -> bundles.folders(day).stream())
                .toList();
        Stream<RunView> read = StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(
                                new Ahead<>(folders.iterator(), this::read), Spliterator.ORDERED),
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

    /** Ends what other threads have under way, soon, with an {@link InterruptedRunException}. For good. */
    public void stop() {
        stopped = true;
    }

    private void endIfStopped() {
        if (stopped) {
            throw new InterruptedRunException("The catalog was told to stop", null);
        }
    }

    /** Returns whether there is something that {@link #catchUp()} would read. */
    public boolean isBehind() {
        IndexFeed.News arrived = index.after(place(catalog.position(INDEX)));
        ChangeFeed.News changed = changes.after(catalog.position(CHANGES).bytes());
        return arrived.restarted()
                || changed.restarted()
                || !arrived.arrivals().isEmpty()
                || !changed.runPaths().isEmpty();
    }

    private static IndexFeed.Place place(FeedPosition position) {
        return new IndexFeed.Place(position.bytes(), position.checksum());
    }

    private static FeedPosition position(IndexFeed.Place place) {
        return new FeedPosition(place.bytes(), place.checksum());
    }
}
