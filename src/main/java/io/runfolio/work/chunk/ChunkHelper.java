package io.runfolio.work.chunk;

import io.runfolio.coordination.task.SharedTasks;
import io.runfolio.coordination.task.TaskClaim;
import io.runfolio.media.video.chunk.LocalChunkTasks;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes chunks that other workers offer, while this one has an encoder that no clip needs.
 *
 * <p>An encoder is taken for one chunk at a time, so that a clip of this worker waits for one chunk at most.
 */
public final class ChunkHelper implements AutoCloseable {
    private static final Duration END = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(ChunkHelper.class);

    private final SharedTasks shared;
    private final LocalChunkTasks encoders;
    private final SharedChunkTasks own;
    private final ChunkExecutor executor;
    private final DeclinedJobs declined = new DeclinedJobs();
    private final BooleanSupplier mayHelp;
    private final List<ForeignChunk> running = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "runfolio-chunks");
        thread.setDaemon(true);
        return thread;
    });
    private boolean hasFailed;

    /**
     * @param encoders encoders of this process
     * @param own the offers of this worker, which are swept
     * @param executor executes one chunk
     * @param mayHelp whether this worker takes work at the moment
     */
    public ChunkHelper(
            SharedTasks shared,
            LocalChunkTasks encoders,
            SharedChunkTasks own,
            ChunkExecutor executor,
            BooleanSupplier mayHelp) {
        this.shared = shared;
        this.encoders = encoders;
        this.own = own;
        this.executor = executor;
        this.mayHelp = mayHelp;
    }

    /**
     * Starts to help.
     *
     * @param poll time between two looks for chunks
     * @param sweep time between two sweeps of offers without use
     */
    public void start(Duration poll, Duration sweep) {
        timer.scheduleWithFixedDelay(this::look, poll.toMillis(), poll.toMillis(), TimeUnit.MILLISECONDS);
        timer.scheduleWithFixedDelay(own::sweep, 0, sweep.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            running.removeIf(ForeignChunk::hasEnded);
            running.forEach(ForeignChunk::stopIfLost);
            boolean mayHaveMore = mayHelp.getAsBoolean();
            while (mayHaveMore) {
                mayHaveMore = begin();
            }
            hasFailed = false;
        } catch (RuntimeException e) {
            if (!hasFailed && !timer.isShutdown()) {
                LOG.warn("no chunks of other workers are encoded at the moment: {}", e.getMessage());
            }
            hasFailed = true;
        }
    }

    /** Begins a task; returns false if there is no encoder or no task. */
    private boolean begin() {
        Optional<LocalChunkTasks.Encoding> encoder = encoders.tryEncoder();
        if (encoder.isEmpty()) {
            return false;
        }
        boolean hasBegun = false;
        try {
            Optional<TaskClaim> claim = shared.claimOther(declined.jobs());
            claim.ifPresent(held -> running.add(ForeignChunk.start(shared, held, executor, declined, encoder.get())));
            hasBegun = claim.isPresent();
        } finally {
            if (!hasBegun) {
                encoder.get().close();
            }
        }
        return hasBegun;
    }

    /** Stops the chunks in progress, and gives them back. */
    @Override
    public void close() {
        timer.shutdownNow();
        try {
            timer.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS);
            running.forEach(ForeignChunk::stop);
            for (ForeignChunk chunk : running) {
                chunk.join(END);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
