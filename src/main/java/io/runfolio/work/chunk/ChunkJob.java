package io.runfolio.work.chunk;

import io.runfolio.coordination.task.SharedTask;
import io.runfolio.coordination.task.SharedTasks;
import io.runfolio.coordination.task.TaskClaim;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.StorageException;
import io.runfolio.media.WorkDeadline;
import io.runfolio.media.video.chunk.ChunkTask;
import io.runfolio.media.video.chunk.TaskSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tasks of one clip, as its owner offers them and executes those that no other worker has. Thread-safe. */
final class ChunkJob implements TaskSource {
    private static final Duration POLL = Duration.ofMillis(250);
    /** A helper may need that many times as long for a chunk as this worker did for its longest one. */
    private static final int SLOWER = 3;

    private static final Logger LOG = LoggerFactory.getLogger(ChunkJob.class);

    private final SharedTasks shared;
    private final Path root;
    private final String name;
    private final Map<String, ChunkTask> tasks;
    private final Duration patience;
    private final Map<String, TaskClaim> claims = new ConcurrentHashMap<>();
    private final AtomicLong longestNanos = new AtomicLong();
    private volatile boolean isUsable = true;

    /**
     * @param root folder that all workers share; names of jobs and files are relative to it
     * @param folder folder of the results, which names the job
     * @param patience minimum age of another worker's claim at which its task is executed here
     */
    ChunkJob(SharedTasks shared, Path root, Path folder, List<ChunkTask> tasks, Duration patience) {
        this.shared = shared;
        this.root = root;
        this.name = relative(folder);
        this.tasks = tasks.stream().collect(Collectors.toMap(ChunkTask::key, Function.identity(), (a, b) -> a));
        this.patience = patience;
    }

    private String relative(Path path) {
        return root.relativize(path.toAbsolutePath().normalize()).toString().replace('\\', '/');
    }

    String name() {
        return name;
    }

    void offer() {
        List<SharedTask> offered = tasks.values().stream()
                .map(task -> new SharedTask(task.key(), order(task).toJson()))
                .toList();
        ask(() -> {
            shared.offer(name, offered);
            return true;
        });
    }

    private ChunkOrder order(ChunkTask task) {
        Path source = task.plan().source();
        return ChunkOrder.of(task, relative(source), source.toFile().length());
    }

    @Override
    public Optional<ChunkTask> next() {
        Optional<TaskClaim> claim = ask(() -> shared.claimOwn(name, overdue())).flatMap(Function.identity());
        claim.ifPresent(held -> claims.put(held.task().key(), held));
        return claim.map(held -> tasks.get(held.task().key()));
    }

    private Duration overdue() {
        Duration slow = Duration.ofNanos(longestNanos.get() * SLOWER);
        return slow.compareTo(patience) > 0 ? slow : patience;
    }

    @Override
    public int left() {
        return tasks.size() - claims.size();
    }

    /** Executes a task that this worker has claimed. */
    void execute(ChunkTask task, Runnable encoding) {
        long begun = System.nanoTime();
        encoding.run();
        longestNanos.accumulateAndGet(System.nanoTime() - begun, Math::max);
        ask(() -> {
            shared.complete(claims.get(task.key()));
            return true;
        });
    }

    /**
     * Waits while other workers have tasks of this job. Each is claimable when its claim is overdue, so this ends.
     *
     * @return whether there may be a task to claim; false if no task is open
     */
    boolean awaitMore() {
        if (ask(() -> shared.countOpen(name)).orElse(0) == 0) {
            return false;
        }
        long begun = System.nanoTime();
        try {
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("Stopped while other workers encoded chunks of a clip", e);
        }
        WorkDeadline.extend(System.nanoTime() - begun);
        return true;
    }

    /** Removes the offers, also while this thread is interrupted. */
    void withdraw() {
        boolean isInterrupted = Thread.interrupted();
        ask(() -> {
            shared.withdraw(name);
            return true;
        });
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Question<T> {
        T ask();
    }

    /** Asks the server. After a failure this worker goes on alone, and the offers are left to a sweep. */
    private <T> Optional<T> ask(Question<T> question) {
        if (!isUsable) {
            return Optional.empty();
        }
        try {
            return Optional.of(question.ask());
        } catch (StorageException e) {
            isUsable = false;
            LOG.warn("the chunks of a clip are encoded without the help of other workers: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
