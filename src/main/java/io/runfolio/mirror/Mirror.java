package io.runfolio.mirror;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageException;
import io.runfolio.files.lock.Mutex;
import io.runfolio.index.ChangeFeed;
import io.runfolio.index.IndexFeed;
import io.runfolio.index.ReviewLogs;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.mirror.MirrorState.Pending;
import io.runfolio.settings.mirror.MirrorSettings;
import io.runfolio.settings.mirror.MirrorSettings.Removed;
import io.runfolio.store.object.ObjectSender;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.store.object.ObjectStoreException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies sealed bundles and their later changes to an object store. It follows the index and the change feed by
 * positions that are on disk, and looks at all bundles from time to time. One process at a time copies.
 */
public final class Mirror implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);
    private static final String BEHIND = "behind since";
    /** A change is announced before all of its files are in place, so the bundle is looked at once more. */
    private static final Duration SETTLE = Duration.ofMinutes(1);

    private static final Duration MAX_DELAY = Duration.ofHours(1);
    private static final int MAX_LOOKS = 3;

    private final BundleLayout layout;
    private final MirrorSettings settings;
    private final ObjectStore store;
    private final MirrorCounters counters;
    private final Clock clock;
    private final BundleReader bundles;
    private final ReviewLogs ledgers;
    private final IndexFeed index;
    private final ChangeFeed changes;
    private final ParallelTasks tasks;
    private final StopSignal stop = new StopSignal();
    private MirrorState state;
    private BundleCopier copier;
    private ListCopier lists;
    private boolean agreed;
    private boolean adopts;

    /**
     * @param busy whether the worker has events in progress, which go first
     * @param store the mirror; {@link #close()} closes it
     */
    public Mirror(
            BundleLayout layout,
            MirrorSettings settings,
            ObjectStore store,
            MirrorCounters counters,
            BooleanSupplier busy,
            Clock clock) {
        this.layout = layout;
        this.settings = settings;
        this.store = store;
        this.counters = counters;
        this.clock = clock;
        bundles = new BundleReader(layout);
        ledgers = new ReviewLogs(layout);
        index = new IndexFeed(layout);
        changes = new ChangeFeed(layout);
        tasks = new ParallelTasks(settings.threads(), busy);
    }

    /**
     * Result of a pass.
     *
     * @param runs bundles of which something was sent
     * @param bytes bytes that were sent
     * @param failed runs that the mirror lacks as they cannot be copied
     * @param skipped whether another process copies to the mirror
     */
    public record Pass(int runs, long bytes, int failed, boolean skipped) {}

    /** Lets the next pass take over a mirror that another folder has filled. */
    public synchronized void adopt() {
        adopts = true;
    }

    /**
     * Sends what is new, changed, or failed before.
     *
     * @param compareAll whether all bundles are compared with the store, object by object
     * @throws ObjectStoreException if the store cannot be used; the next pass continues
     * @throws MirrorException if the mirror is of another library
     */
    public synchronized Pass pass(boolean compareAll) {
        Optional<Mutex.Held> lock = layout.coordination().writerLocks().tryMirror();
        if (lock.isEmpty()) {
            return new Pass(0, 0, 0, true);
        }
        try (Mutex.Held held = lock.get()) {
            open();
            if (compareAll) {
                state.forgetRuns();
                MirrorCursor.forget(state);
            }
            long before = counters.getSentBytes();
            int runs = copyAll();
            counters.lag(state.failed(), behindSince());
            return new Pass(runs, counters.getSentBytes() - before, state.failed(), false);
        }
    }

    private void open() {
        if (state == null) {
            state = new MirrorState(layout.mirror().resolve("state.sqlite"));
            ObjectSender sender = new ObjectSender(store, state, settings.partSize(), counters::sent, stop::check);
            copier = new BundleCopier(store, state, sender, tasks, stop);
            lists = new ListCopier(store, state, sender);
        }
    }

    private int copyAll() {
        Optional<MirrorCursor> cursor = MirrorCursor.read(state);
        long now = clock.millis();
        // what a list says depends only on what is looked at after it
        ChangeFeed.Batch changed =
                changes.after(cursor.map(MirrorCursor::changes).orElse(0L));
        long events = ListCopier.lineEnd(layout.processedEvents());
        Optional<IndexFeed.Batch> arrived = cursor.map(known -> index.after(known.index()));
        boolean all = cursor.isEmpty()
                || changed.restarted()
                || arrived.get().restarted()
                || now - cursor.get().comparedAt() >= settings.rescan().toMillis();
        IndexFeed.Position end = all ? index.end() : arrived.get().place();
        List<String> todo = all ? allRuns() : runs(arrived.get());
        noteLag(todo.size() + state.failed());
        agree();

        int sent = copy(todo, false);
        sent += copy(List.copyOf(changed.runPaths()), true);
        sent += copy(state.due(now).stream().map(Pending::runPath).toList(), false);
        lists.copy("index.jsonl", layout.index(), end.bytes(), all);
        lists.copy("events.jsonl", layout.processedEvents(), events, all);
        lists.copy("changes.jsonl", layout.changes(), changed.position(), all);
        MirrorSource.ofShares(layout).ifPresent(shares -> copier.copy(shares, Removed.DELETE));
        new MirrorCursor(end, changed.position(), all ? now : cursor.get().comparedAt()).write(state);
        if (state.failed() == 0) {
            state.forgetNote(BEHIND);
        }
        return sent;
    }

    private void agree() {
        if (!agreed || adopts) {
            MirrorIdentity.agree(store, layout.mirror(), adopts);
            agreed = true;
            adopts = false;
        }
    }

    /** Returns all run paths, newest first, so that what was made last is safe first. */
    private List<String> allRuns() {
        List<String> runs = new ArrayList<>();
        List<String> days = new ArrayList<>(bundles.days());
        Collections.reverse(days);
        days.forEach(day -> runs.addAll(layout.store().list(day)));
        return runs;
    }

    private List<String> runs(IndexFeed.Batch arrived) {
        Set<String> runs = new LinkedHashSet<>();
        for (IndexFeed.NewRun run : arrived.arrivals()) {
            if (run.runPath().isEmpty()) {
                layout.store().find(run.runId()).ifPresent(runs::add);
            } else {
                runs.add(run.runPath());
            }
        }
        return List.copyOf(runs);
    }

    private int copy(List<String> runPaths, boolean changed) {
        int sent = 0;
        int left = runPaths.size();
        for (String runPath : runPaths) {
            stop.check();
            sent += copy(runPath, changed) ? 1 : 0;
            left--;
            if (!changed) {
                counters.lag((long) left + state.failed(), behindSince());
            }
        }
        return sent;
    }

    /** Copies a run, or notes why it cannot be copied: others go on. */
    private boolean copy(String runPath, boolean changed) {
        try {
            boolean sent = look(runPath);
            if (changed) {
                state.pending(new Pending(runPath, clock.millis() + SETTLE.toMillis(), 0, ""));
            } else {
                state.forgetPending(runPath);
            }
            return sent;
        } catch (ObjectStoreException e) {
            if (e.concernsStore()) {
                throw e;
            }
            failed(runPath, e);
        } catch (StorageException | UnreadableRecordException | BundleChangedException e) {
            failed(runPath, e);
        }
        return false;
    }

    private boolean look(String runPath) {
        for (int looks = 1; ; looks++) {
            Optional<MirrorSource> source = MirrorSource.ofBundle(layout, ledgers, runPath);
            try {
                return source.isPresent() && copier.copy(source.get(), settings.removed());
            } catch (BundleChangedException e) {
                if (looks == MAX_LOOKS) {
                    throw e;
                }
            }
        }
    }

    private void failed(String runPath, RunfolioException failure) {
        int attempts = state.pending(runPath).map(Pending::attempts).orElse(0) + 1;
        long delay = Math.min(MAX_DELAY.toMillis(), SETTLE.toMillis() << Math.min(attempts - 1, 10));
        state.pending(new Pending(runPath, clock.millis() + delay, attempts, String.valueOf(failure.getMessage())));
        counters.failed(runPath + ": " + failure.getMessage());
        LOG.warn("{} was not copied to the mirror, and is tried again: {}", runPath, failure.getMessage());
    }

    private void noteLag(int runs) {
        if (runs > 0 && state.note(BEHIND).isEmpty()) {
            state.note(BEHIND, String.valueOf(clock.millis()));
        }
        counters.lag(runs, behindSince());
    }

    private long behindSince() {
        return state.note(BEHIND).map(Long::valueOf).orElseGet(clock::millis);
    }

    /** Returns why a run cannot be copied; empty if all can. */
    synchronized Optional<String> failure() {
        return state == null ? Optional.empty() : state.firstFailure();
    }

    /** Ends a running pass between two objects or parts, for good. */
    public void stop() {
        stop.stop();
    }

    @Override
    public void close() {
        stop();
        tasks.close();
        synchronized (this) {
            if (state != null) {
                state.close();
                state = null;
            }
            store.close();
        }
    }
}
