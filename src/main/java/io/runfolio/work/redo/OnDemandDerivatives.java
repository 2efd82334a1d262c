package io.runfolio.work.redo;

import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.files.EnvironmentException;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.lock.Mutex;
import io.runfolio.run.AssetRecord;
import io.runfolio.settings.MediaSettings;
import io.runfolio.work.AssetProcessor;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes missing derivatives of sealed outputs when they are requested, if the original is there.
 *
 * <p>A file that comes out with the recorded bytes goes back into the bundle under its name. Any other, and a purged
 * one, goes into the rendition cache: a request never writes a line into a ledger. One thread of all processes makes
 * the files of a run, in the background; a request waits for a limited time. Thread-safe.
 */
public final class OnDemandDerivatives implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OnDemandDerivatives.class);
    /** Requests that wait at once; others are answered without waiting. */
    private static final int MAX_WAITING = 8;

    private static final long POLL_MILLIS = 50;

    private final BundleLayout layout;
    private final RunViewReader views;
    private final Regeneration regeneration;
    private final DerivativeCache cache;
    private final MediaSettings.Regeneration settings;
    private final BackgroundExecutor executor;
    private final RecentFailures failures;
    private final Semaphore waiting = new Semaphore(MAX_WAITING);
    private final Map<String, FutureTask<Boolean>> underWay = new ConcurrentHashMap<>();

    public OnDemandDerivatives(
            BundleLayout layout, AssetProcessor work, MediaSettings.Regeneration settings, Clock clock) {
        this.layout = layout;
        this.views = new RunViewReader(layout);
        this.regeneration = new Regeneration(layout, work);
        this.cache = new DerivativeCache(layout, clock);
        this.settings = settings;
        this.executor = new BackgroundExecutor("runfolio-derivatives", settings.parallel());
        this.failures = new RecentFailures(clock);
    }

    /** Answer to a request for a derivative. */
    public sealed interface Answer {}

    /**
     * The file is there.
     *
     * @param file its path; a file that is not recorded may be deleted at any time
     * @param isRecorded whether it is the file of the record, in the bundle
     */
    public record Ready(Path file, boolean isRecorded) implements Answer {}

    /** The file is being made, or will be: the request may be repeated. */
    public record Making() implements Answer {}

    /** The file cannot be made. */
    public record Impossible(String reason) implements Answer {}

    /** Output of a run, with the derivative that was asked for. */
    private record Wanted(Path bundle, RunView run, int output, String key) {
        AssetRecord asset() {
            return run.run().outputs().get(output - 1);
        }

        String name() {
            return run.runPath() + "#" + output;
        }
    }

    /**
     * Returns a derivative, and makes it if it is missing. This blocks for the time of the settings at most.
     *
     * @param output position of the output, from 1
     * @param key {@code web}, {@code thumb}, {@code poster}, {@code rendition:<name>} or {@code preview:<name>}
     * @throws RunfolioException if the machine has a fault
     */
    public Answer find(String runPath, int output, String key) {
        Optional<Path> bundle = layout.store().folder(runPath).filter(BundleReader::isBundle);
        if (bundle.isEmpty()) {
            return new Impossible("its bundle is gone");
        }
        long deadline = System.nanoTime() + settings.maxWait().toNanos();
        boolean mayWait = waiting.tryAcquire();
        try {
            boolean isLast = false;
            while (true) {
                Wanted wanted = new Wanted(bundle.get(), views.read(bundle.get()), output, key);
                Optional<Answer> known = known(wanted);
                if (known.isPresent() || isLast) {
                    return known.orElseGet(Making::new);
                }
                awaitMaking(wanted, mayWait ? deadline - System.nanoTime() : 0);
                isLast = !mayWait || System.nanoTime() >= deadline;
            }
        } finally {
            if (mayWait) {
                waiting.release();
            }
        }
    }

    private Optional<Answer> known(Wanted wanted) {
        Optional<MadeFile> recorded = wanted.output() < 1
                        || wanted.output() > wanted.run().run().outputs().size()
                ? Optional.empty()
                : MadeFile.find(wanted.asset(), wanted.key());
        if (recorded.isEmpty()) {
            return Optional.of(new Impossible("the record names no such file"));
        }
        MadeFile file = recorded.get();
        Optional<Path> present = layout.files(wanted.bundle()).file(file.path());
        if (present.isPresent()) {
            return Optional.of(new Ready(present.get(), true));
        }
        if (!Regeneration.isPossible(layout.files(wanted.bundle()), wanted.asset())) {
            return Optional.of(new Impossible("its original is gone too"));
        }
        return cache.find(wanted.bundle(), wanted.asset().relativePath(), file)
                .<Answer>map(cached -> new Ready(cached, false))
                .or(() -> failures.find(wanted.name()).map(Impossible::new));
    }

    /** Starts the task if nobody has, and waits for its end. */
    private void awaitMaking(Wanted wanted, long nanos) {
        FutureTask<Boolean> task;
        try {
            task = submit(wanted);
        } catch (RejectedExecutionException e) {
            return; // too many are waiting already
        }
        try {
            boolean made = task.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            if (!made) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS); // another process is making them
            }
        } catch (TimeoutException e) {
            return; // it goes on in the background
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RunfolioException known
                    ? known
                    : new EnvironmentException("Derivatives cannot be made: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("The derivative was not made: the server is stopping.", e);
        }
    }

    private FutureTask<Boolean> submit(Wanted wanted) {
        FutureTask<Boolean> mine = new FutureTask<>(() -> {
            try {
                return make(wanted);
            } finally {
                underWay.remove(wanted.name());
            }
        });
        FutureTask<Boolean> first = underWay.putIfAbsent(wanted.name(), mine);
        if (first != null) {
            return first;
        }
        try {
            executor.execute(mine);
            return mine;
        } catch (RejectedExecutionException e) {
            underWay.remove(wanted.name());
            mine.cancel(false);
            throw e;
        }
    }

    /** Returns false if another process is making derivatives of the run. */
    private boolean make(Wanted wanted) {
        Optional<Mutex.Held> lock = layout.coordination()
                .writerLocks()
                .tryDerivatives(wanted.run().run().runId());
        if (lock.isEmpty()) {
            return false;
        }
        try (Mutex.Held held = lock.get()) {
            Wanted now = new Wanted(wanted.bundle(), views.read(wanted.bundle()), wanted.output(), wanted.key());
            if (known(now).isEmpty()) {
                makeAlone(now);
            }
            return true;
        }
    }

    private void makeAlone(Wanted wanted) {
        List<MadeFile> missing = Regeneration.missing(layout.files(wanted.bundle()), wanted.asset());
        try {
            regeneration.make(
                    wanted.bundle(),
                    wanted.run(),
                    wanted.output(),
                    new BundleReader(layout)
                            .settings(wanted.bundle(), wanted.run().run(), wanted.output()),
                    made -> {
                        if (!made.isReady()) {
                            fail(wanted, made.reason());
                        } else {
                            place(wanted, missing, made);
                        }
                        return true;
                    });
        } catch (OriginalChangedException e) {
            LOG.warn("{}: derivatives cannot be made again: {}", wanted.name(), e.getMessage());
            fail(wanted, "its original is not the file that was sealed");
        }
    }

    /** Puts lost files back into the bundle if that is possible, and all others into the cache. */
    private void place(Wanted wanted, List<MadeFile> missing, Regeneration.Made made) {
        Map<Boolean, List<MadeFile>> purged = missing.stream()
                .collect(Collectors.partitioningBy(
                        file -> wanted.run().retention().removalOf(file.path()).isPresent()));
        if (!Regeneration.hasSameFiles(views.read(wanted.bundle()), wanted.run())) {
            return; // removed meanwhile; the next request sees it
        }
        cache(wanted, purged.get(true), made);
        if (!regeneration.putBack(wanted.bundle(), wanted.run(), purged.get(false), made)) {
            cache(wanted, purged.get(false), made);
        }
    }

    private void cache(Wanted wanted, List<MadeFile> missing, Regeneration.Made made) {
        Map<String, MadeFile> byKey = MadeFile.of(made.redone().asset()).stream()
                .collect(Collectors.toMap(MadeFile::key, Function.identity(), (first, second) -> first));
        for (MadeFile lost : missing) {
            MadeFile file = byKey.get(lost.key());
            if (file != null) {
                cache.add(
                        wanted.bundle(),
                        wanted.asset().relativePath(),
                        lost,
                        made.staging().file(file.path()),
                        file);
            }
        }
        if (!byKey.containsKey(wanted.key()) && !missing.isEmpty()) {
            fail(wanted, "the settings do not make it any more");
        }
    }

    private void fail(Wanted wanted, String reason) {
        failures.add(wanted.name(), reason);
    }

    @Override
    public void close() {
        executor.close();
    }
}
