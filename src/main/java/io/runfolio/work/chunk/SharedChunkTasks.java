package io.runfolio.work.chunk;

import io.runfolio.coordination.task.SharedTasks;
import io.runfolio.files.StorageException;
import io.runfolio.media.video.chunk.ChunkCheckpoints;
import io.runfolio.media.video.chunk.ChunkTask;
import io.runfolio.media.video.chunk.ChunkTasks;
import io.runfolio.media.video.chunk.LocalChunkTasks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes tasks on this worker, and offers them to others meanwhile.
 *
 * <p>It depends on nobody: what others do not do in time, or not at all, is done here, also while the server that keeps
 * the offers cannot be used.
 */
public final class SharedChunkTasks implements ChunkTasks {
    /** Below that many there is nothing to share. */
    private static final int MIN_TASKS = 2;

    private static final Logger LOG = LoggerFactory.getLogger(SharedChunkTasks.class);

    private final LocalChunkTasks local;
    private final SharedTasks shared;
    private final Path root;
    private final Duration patience;
    private final Set<String> jobs = ConcurrentHashMap.newKeySet();
    private volatile boolean isOpen;

    /**
     * @param local executes the tasks of this worker
     * @param root folder of the outputs that has clips and chunks of runs in progress
     * @param patience minimum age of another worker's claim at which its task is executed here
     */
    public SharedChunkTasks(LocalChunkTasks local, SharedTasks shared, Path root, Duration patience) {
        this.local = local;
        this.shared = shared;
        this.root = root;
        this.patience = patience;
    }

    /** Begins to offer tasks, as the worker has its alive mark. */
    public void open() {
        isOpen = true;
    }

    @Override
    public <T> T withEncoder(Supplier<T> work) {
        return local.withEncoder(work);
    }

    @Override
    public void run(
            List<ChunkTask> tasks, ChunkCheckpoints checkpoints, Encoder encoder, Supplier<Duration> timeLimit) {
        boolean isShared = isOpen
                && tasks.size() >= MIN_TASKS
                && checkpoints.folder().startsWith(root)
                && tasks.get(0).plan().source().toAbsolutePath().normalize().startsWith(root);
        if (isShared) {
            share(tasks, checkpoints, encoder, timeLimit);
        }
        List<ChunkTask> left = tasks.stream()
                .filter(task ->
                        !isShared || checkpoints.findOfAnyHost(task.key()).isEmpty())
                .toList();
        if (!left.isEmpty()) {
            local.run(left, checkpoints, encoder, timeLimit);
        }
    }

    private void share(
            List<ChunkTask> tasks, ChunkCheckpoints checkpoints, Encoder encoder, Supplier<Duration> timeLimit) {
        ChunkJob job = new ChunkJob(shared, root, checkpoints.folder(), tasks, patience);
        jobs.add(job.name());
        try {
            job.offer();
            do {
                local.run(
                        job,
                        (task, limit) -> job.execute(task, () -> encodeOnce(task, checkpoints, encoder, limit)),
                        timeLimit);
            } while (job.awaitMore());
        } finally {
            job.withdraw();
            jobs.remove(job.name());
        }
    }

    /** Encodes a chunk unless another worker has done it, and lost its claim only then. */
    private static void encodeOnce(
            ChunkTask task, ChunkCheckpoints checkpoints, Encoder encoder, Supplier<Duration> timeLimit) {
        if (checkpoints.findOfAnyHost(task.key()).isEmpty()) {
            encoder.encode(task, timeLimit);
        }
    }

    /** Removes the offers of dead workers, and those of this worker that could not be withdrawn. */
    void sweep() {
        try {
            int removed = shared.sweep(List.copyOf(jobs));
            if (removed > 0) {
                LOG.info("removed {} chunks of clips that ended workers had offered", removed);
            }
        } catch (StorageException e) {
            LOG.debug("the offered chunks cannot be swept now", e);
        }
    }
}
