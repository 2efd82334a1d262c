package io.runfolio.media.video.chunk;

import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Source of independent tasks, from which several threads take. Thread-safe. */
public interface TaskSource {
    /** Returns a task that no other thread has; empty while others have all of them. */
    Optional<ChunkTask> next();

    /** Returns an estimate of the tasks that are left, by which helpers are started. */
    int left();

    /** Returns a source that gives each task of a list once. */
    static TaskSource of(List<ChunkTask> tasks) {
        Queue<ChunkTask> queue = new ConcurrentLinkedQueue<>(tasks);
        return new TaskSource() {
            @Override
            public Optional<ChunkTask> next() {
                return Optional.ofNullable(queue.poll());
            }

            @Override
            public int left() {
                return queue.size();
            }
        };
    }
}
