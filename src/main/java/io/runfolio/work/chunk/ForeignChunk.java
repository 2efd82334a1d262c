package io.runfolio.work.chunk;

import io.runfolio.coordination.task.SharedTasks;
import io.runfolio.coordination.task.TaskClaim;
import io.runfolio.files.EnvironmentException;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.StorageException;
import io.runfolio.media.video.chunk.LocalChunkTasks;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One chunk of another worker, which a thread of this one encodes. */
final class ForeignChunk {
    private static final Logger LOG = LoggerFactory.getLogger(ForeignChunk.class);

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final SharedTasks shared;
    private final TaskClaim claim;
    private final ChunkExecutor executor;
    private final DeclinedJobs declined;
    private final Thread thread;

    private ForeignChunk(
            SharedTasks shared,
            TaskClaim claim,
            ChunkExecutor executor,
            DeclinedJobs declined,
            LocalChunkTasks.Encoding encoder) {
        this.shared = shared;
        this.claim = claim;
        this.executor = executor;
        this.declined = declined;
        thread = new Thread(
                () -> {
                    try (encoder) {
                        work();
                    }
                },
                "runfolio-chunk-" + NUMBERS.incrementAndGet());
        thread.setDaemon(true);
    }

    /** @param encoder the encoder, which is given back at the end */
    static ForeignChunk start(
            SharedTasks shared,
            TaskClaim claim,
            ChunkExecutor executor,
            DeclinedJobs declined,
            LocalChunkTasks.Encoding encoder) {
        ForeignChunk chunk = new ForeignChunk(shared, claim, executor, declined, encoder);
        chunk.thread.start();
        return chunk;
    }

    private void work() {
        try {
            executor.execute(claim);
            shared.complete(claim);
            LOG.info("encoded a chunk of {} for another worker", claim.job());
        } catch (ChunkExecutor.NotHereException | StorageException | EnvironmentException e) {
            decline(e);
        } catch (InterruptedRunException e) {
            Thread.interrupted(); // the database is asked once more
            giveBack(() -> shared.release(claim));
        } catch (RuntimeException e) {
            LOG.info("a chunk of {} is left to its owner: {}", claim.job(), e.getMessage());
            giveBack(() -> shared.leaveToOwner(claim));
        }
    }

    /** Leaves the job to others, as the cause is this worker's, or the job has ended. */
    private void decline(RuntimeException cause) {
        declined.add(claim.job());
        LOG.info("a chunk of {} is left to other workers: {}", claim.job(), cause.getMessage());
        giveBack(() -> shared.release(claim));
    }

    private void giveBack(Runnable step) {
        try {
            step.run();
        } catch (StorageException e) {
            LOG.debug("a chunk of {} is taken over when its claim is overdue", claim.job(), e);
        }
    }

    /** Stops the work if its claim is lost: the run has ended, or another worker has the chunk. */
    void stopIfLost() {
        if (!shared.isHeld(claim)) {
            stop();
        }
    }

    void stop() {
        thread.interrupt();
    }

    boolean hasEnded() {
        return !thread.isAlive();
    }

    void join(Duration limit) throws InterruptedException {
        thread.join(limit.toMillis());
    }
}
