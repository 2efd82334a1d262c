package io.runfolio.work;

import io.runfolio.coordination.QueueDepth;
import io.runfolio.files.RunfolioException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples what must be counted on disk, on a thread of its own.
 *
 * <p>So no scrape of the metrics lists a folder or waits for a slow disk.
 *
 * <p>The pause between two samples is at least fifty times as long as a sample has taken: a long queue costs at most 2
 * % of one processor. Nothing is sampled while no one reads the values.
 */
public final class BacklogSampler {
    private static final Logger LOG = LoggerFactory.getLogger(BacklogSampler.class);
    private static final Duration MIN_PAUSE = Duration.ofSeconds(5);
    private static final int PAUSE_FACTOR = 50;
    /** Time without a reader after which the sampling pauses; longer than the intervals of scrapes. */
    private static final Duration IDLE_AFTER = Duration.ofMinutes(5);
    /** Time that the first reader after a pause waits for a sample. */
    private static final long FIRST_WAIT_MILLIS = 500;

    private static final double MILLIS_PER_SECOND = 1000;

    private final Sources sources;
    private final Clock clock;
    private final Object readers = new Object();
    private boolean isStarted;
    /** Time of the last read; empty before the first one. */
    private Optional<Instant> lastRead = Optional.empty();

    private long samples;
    private volatile Optional<QueueDepth> depth = Optional.empty();
    private volatile double waiting = Double.NaN;
    private volatile double redoLeft = Double.NaN;
    private volatile Map<String, Long> free = Map.of();
    private volatile Map<String, Map<String, Long>> outboxes = Map.of();

    /**
     * Sources of the samples.
     *
     * @param depth events that wait for a claim
     * @param waiting number of events that wait for something outside
     * @param folders folders whose free space is measured, by name
     * @param outboxes numbers of messages by state, of each outbox that has receivers, by its name
     * @param redoLeft number of outputs of jobs without an outcome
     */
    public record Sources(
            Supplier<Optional<QueueDepth>> depth,
            LongSupplier waiting,
            Map<String, Path> folders,
            Map<String, Supplier<Map<String, Long>>> outboxes,
            LongSupplier redoLeft) {
        public Sources {
            folders = Map.copyOf(folders);
            outboxes = Map.copyOf(outboxes);
        }
    }

    public BacklogSampler(Sources sources, Clock clock) {
        this.sources = sources;
        this.clock = clock;
    }

    /** Starts the sampling on a daemon thread that ends with the process. */
    public void start() {
        synchronized (readers) {
            isStarted = true;
        }
        Thread thread = new Thread(this::sampleForever, "runfolio-metrics");
        thread.setDaemon(true);
        thread.start();
    }

    private void sampleForever() {
        while (true) {
            try {
                awaitReader();
                long start = System.nanoTime();
                sample();
                long millis = (System.nanoTime() - start) / 1_000_000 * PAUSE_FACTOR;
                Thread.sleep(Math.max(MIN_PAUSE.toMillis(), millis));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void awaitReader() throws InterruptedException {
        synchronized (readers) {
            while (isIdle()) {
                readers.wait();
            }
        }
    }

    private boolean isIdle() {
        Instant since = clock.instant().minus(IDLE_AFTER);
        return lastRead.filter(read -> read.isAfter(since)).isEmpty();
    }

    /** Notes that a value is read. The first reader after a pause waits for a new sample, for a short time at most. */
    private void read() {
        synchronized (readers) {
            boolean isFirst = isIdle();
            lastRead = Optional.of(clock.instant());
            if (isFirst && isStarted) {
                readers.notifyAll();
                awaitSample(samples);
            }
        }
    }

    private void awaitSample(long before) {
        long end = System.nanoTime() + FIRST_WAIT_MILLIS * 1_000_000;
        try {
            for (long left = FIRST_WAIT_MILLIS;
                    samples == before && left > 0;
                    left = (end - System.nanoTime()) / 1_000_000) {
                readers.wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes a sample. What cannot be read now keeps its last value. */
    void sample() {
        Map<String, Long> spaces = new TreeMap<>();
        sources.folders().forEach((name, folder) -> space(folder).ifPresent(bytes -> spaces.put(name, bytes)));
        free = spaces;
        try {
            depth = sources.depth().get();
            waiting = sources.waiting().getAsLong();
            Map<String, Map<String, Long>> counted = new TreeMap<>();
            sources.outboxes().forEach((name, count) -> counted.put(name, count.get()));
            outboxes = counted;
            redoLeft = sources.redoLeft().getAsLong();
        } catch (RunfolioException e) {
            LOG.debug("the backlog cannot be counted: {}", e.getMessage());
        }
        synchronized (readers) {
            samples++;
            readers.notifyAll();
        }
    }

    private static Optional<Long> space(Path folder) {
        try {
            return Optional.of(Files.getFileStore(folder).getUsableSpace());
        } catch (IOException e) {
            LOG.debug("free space of {} cannot be read", folder, e);
            return Optional.empty();
        }
    }

    /** Returns the number of events that wait for a claim; NaN if unknown. */
    double queued() {
        read();
        return depth.map(QueueDepth::events).map(Long::doubleValue).orElse(Double.NaN);
    }

    /** Returns the age of the oldest event that waits for a claim, in seconds; 0 if none waits. */
    double oldestAgeSeconds() {
        read();
        Instant now = clock.instant();
        return depth.flatMap(QueueDepth::oldest)
                .map(oldest -> Math.max(0, Duration.between(oldest, now).toMillis() / MILLIS_PER_SECOND))
                .orElse(depth.isPresent() ? 0 : Double.NaN);
    }

    /** Returns the number of events that wait for something outside; NaN if unknown. */
    double waiting() {
        read();
        return waiting;
    }

    /** Returns the number of outputs of jobs without an outcome; NaN if unknown. */
    double redoLeft() {
        read();
        return redoLeft;
    }

    /** Returns the free bytes of a folder's disk; NaN if unknown. */
    double freeBytes(String folder) {
        read();
        return Optional.ofNullable(free.get(folder)).map(Long::doubleValue).orElse(Double.NaN);
    }

    /** Returns the names of the folders whose free space is measured. */
    Iterable<String> folders() {
        return sources.folders().keySet();
    }

    /** Returns the names of the outboxes. */
    Iterable<String> outboxes() {
        return sources.outboxes().keySet();
    }

    /** Returns the number of messages of an outbox in a state; NaN if unknown. */
    double messages(String outbox, String state) {
        read();
        return Optional.ofNullable(outboxes.getOrDefault(outbox, Map.of()).get(state))
                .map(Long::doubleValue)
                .orElse(Double.NaN);
    }
}
