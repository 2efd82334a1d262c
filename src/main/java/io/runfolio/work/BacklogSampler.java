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
 * % of one processor.
 */
public final class BacklogSampler {
    private static final Logger LOG = LoggerFactory.getLogger(BacklogSampler.class);
    private static final Duration MIN_PAUSE = Duration.ofSeconds(5);
    private static final int PAUSE_FACTOR = 50;
    private static final double MILLIS_PER_SECOND = 1000;

    private final Sources sources;
    private final Clock clock;
    private volatile Optional<QueueDepth> depth = Optional.empty();
    private volatile double waiting = Double.NaN;
    private volatile Map<String, Long> free = Map.of();
    private volatile Map<String, Long> webhooks = Map.of();

    /**
     * Sources of the samples.
     *
     * @param depth events that wait for a claim
     * @param waiting number of events that wait for something outside
     * @param folders folders whose free space is measured, by name
     * @param webhooks numbers of webhooks in the outbox, by state; empty if there are no receivers
     */
    public record Sources(
            Supplier<Optional<QueueDepth>> depth,
            LongSupplier waiting,
            Map<String, Path> folders,
            Supplier<Map<String, Long>> webhooks) {
        public Sources {
            folders = Map.copyOf(folders);
        }
    }

    public BacklogSampler(Sources sources, Clock clock) {
        this.sources = sources;
        this.clock = clock;
    }

    /** Starts the sampling on a daemon thread that ends with the process. */
    public void start() {
        Thread thread = new Thread(this::sampleForever, "runfolio-metrics");
        thread.setDaemon(true);
        thread.start();
    }

    private void sampleForever() {
        while (true) {
            long start = System.nanoTime();
            sample();
            long millis = (System.nanoTime() - start) / 1_000_000 * PAUSE_FACTOR;
            try {
                Thread.sleep(Math.max(MIN_PAUSE.toMillis(), millis));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
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
            webhooks = sources.webhooks().get();
        } catch (RunfolioException e) {
            LOG.debug("the backlog cannot be counted: {}", e.getMessage());
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
        return depth.map(QueueDepth::events).map(Long::doubleValue).orElse(Double.NaN);
    }

    /** Returns the age of the oldest event that waits for a claim, in seconds; 0 if none waits. */
    double oldestAgeSeconds() {
        Instant now = clock.instant();
        return depth.flatMap(QueueDepth::oldest)
                .map(oldest -> Math.max(0, Duration.between(oldest, now).toMillis() / MILLIS_PER_SECOND))
                .orElse(depth.isPresent() ? 0 : Double.NaN);
    }

    /** Returns the number of events that wait for something outside; NaN if unknown. */
    double waiting() {
        return waiting;
    }

    /** Returns the free bytes of a folder's disk; NaN if unknown. */
    double freeBytes(String folder) {
        return Optional.ofNullable(free.get(folder)).map(Long::doubleValue).orElse(Double.NaN);
    }

    /** Returns the names of the folders whose free space is measured. */
    Iterable<String> folders() {
        return sources.folders().keySet();
    }

    /** Returns the number of webhooks in a state; NaN if unknown. */
    double webhooks(String state) {
        return Optional.ofNullable(webhooks.get(state)).map(Long::doubleValue).orElse(Double.NaN);
    }
}
