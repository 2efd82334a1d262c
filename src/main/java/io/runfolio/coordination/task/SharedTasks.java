package io.runfolio.coordination.task;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Tasks that workers offer to each other, as one worker sees them. Thread-safe.
 *
 * <p>A job is what one worker, its owner, has to complete; its name is the same for the next worker that takes the work
 * over. The results of tasks are kept elsewhere, under their keys, so that executing one twice does no harm. A claim of
 * a worker that is dead goes to others. Workers are alive while their marks are, see
 * {@link io.runfolio.coordination.AliveMarks}.
 *
 * <p>All methods throw {@link io.runfolio.files.StorageException} if the server cannot be used.
 */
public interface SharedTasks {
    /**
     * Offers the tasks of a job, of which this worker becomes the owner. Claims of other workers that are alive stay;
     * other tasks of the job disappear.
     */
    void offer(String job, List<SharedTask> tasks);

    /**
     * Claims a task of a job of this worker.
     *
     * @param overdue age of a claim of another worker from which it is taken over, although that worker is alive
     */
    Optional<TaskClaim> claimOwn(String job, Duration overdue);

    /**
     * Claims the oldest task of another worker that is alive. Tasks that were claimed too often, or that are left to
     * their owner, are skipped.
     *
     * @param excludedJobs jobs that this worker cannot help with
     */
    Optional<TaskClaim> claimOther(Collection<String> excludedJobs);

    /** Returns whether a claim is still held: the task exists, and no other worker has taken it over. */
    boolean isHeld(TaskClaim claim);

    /** Marks a task as done, unless the claim is lost. */
    void complete(TaskClaim claim);

    /** Gives a task back, as if it was not claimed; does nothing if the claim is lost. */
    void release(TaskClaim claim);

    /** Gives a task back to its owner, who alone may claim it then; does nothing if the claim is lost. */
    void leaveToOwner(TaskClaim claim);

    /** Returns the number of tasks of a job of this worker that wait, or that other workers have. */
    int countOpen(String job);

    /** Removes a job of this worker; others lose their claims. */
    void withdraw(String job);

    /**
     * Removes jobs without use: those of dead workers, and those that this worker has ended. A task that a worker has
     * in progress for a dead owner stays until it ends, as the owner's successor may need it.
     *
     * @param jobs all jobs of this worker
     * @return number of removed tasks
     */
    int sweep(Collection<String> jobs);
}
