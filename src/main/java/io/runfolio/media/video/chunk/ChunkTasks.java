package io.runfolio.media.video.chunk;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Executes the tasks of clips that are encoded in chunks. Thread-safe. */
public interface ChunkTasks {

    /** Encodes one chunk into the checkpoints of its clip. */
    interface Encoder {
        /**
         * Returns when the result of a task is in the checkpoints, under its key.
         *
         * @param timeLimit gives the remaining time
         */
        void encode(ChunkTask task, Supplier<Duration> timeLimit);
    }

    /**
     * Executes independent tasks in any order, and returns when each has its result. The caller has an encoder.
     *
     * <p>An implementation may have a task executed elsewhere, with its files in the same checkpoints.
     *
     * @param checkpoints receive the results, under the keys of the tasks
     * @param encoder executes a task in this process
     * @param timeLimit gives the remaining time of the clip; safe for use by several threads
     * @throws RuntimeException the first failure of a task; no task is running any more
     */
    void run(List<ChunkTask> tasks, ChunkCheckpoints checkpoints, Encoder encoder, Supplier<Duration> timeLimit);

    /** Does the work on one clip when there is an encoder for it. */
    <T> T withEncoder(Supplier<T> work);
}
