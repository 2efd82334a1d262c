package io.runfolio.coordination.job;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Jobs over many items, as one worker sees them. Thread-safe.
 *
 * <p>A job is a cursor that feeds tasks, a bounded number at a time. The position of the cursor and the tasks that it
 * has fed change together, and so do a task and the counts of its outcomes: a kill at any time loses no item, and
 * counts none twice. A task may be executed twice, as a worker can die after its work, so its effects are idempotent.
 * Claims of a dead worker go to others.
 *
 * <p>All methods throw {@link io.runfolio.files.StorageException} if the jobs cannot be read or written.
 */
public interface JobQueue {
    /** Items of a job that are named if they fail or are skipped; further ones are only counted. */
    int MAX_PROBLEMS = 200;
    /** Claims of a task without a result after which its items count as failed. */
    int MAX_ATTEMPTS = 3;
    /** Ended jobs that are kept for {@link #jobs()}. */
    int MAX_ENDED = 20;

    /**
     * Creates a job, which begins to run at once.
     *
     * @param order what to do, as the workers understand it
     * @param total number of items, for the report
     */
    Job create(String order, long total);

    /** Returns all jobs, newest first. */
    List<Job> jobs();

    /** Returns the items of a job that have failed or were skipped, oldest first. */
    List<JobProblem> problems(String job);

    /**
     * Pauses, resumes or cancels a job.
     *
     * @param state {@code RUNNING}, {@code PAUSED} or {@code CANCELLED}
     * @return false if there is no such job, or it has ended
     */
    boolean change(String job, JobState state);

    /**
     * Returns the cursor of the oldest running job that has room for at least half of a backlog.
     *
     * @param backlog maximum number of tasks of a job that wait or are in progress
     */
    Optional<JobCursor> hungry(int backlog);

    /**
     * Moves a cursor and adds the tasks that it has passed.
     *
     * @return false if it was moved by another worker meanwhile, or the job does not run any more; nothing is added
     *     then
     */
    boolean feed(JobCursor cursor, JobPage page);

    /**
     * Claims a task of a running job. Claims without a result count as attempts.
     *
     * @param held claims that this worker has, so that it takes back one whose answer it never got
     */
    Optional<JobClaim> claim(Collection<JobClaim> held);

    /** Returns whether a claim is still held: its job was not cancelled, and no other worker has the task. */
    boolean isHeld(JobClaim claim);

    /** Removes a task and counts its outcomes, unless the claim is lost. */
    void complete(JobClaim claim, JobResult result);

    /** Gives a task back, as if it was not claimed; does nothing if the claim is lost. */
    void release(JobClaim claim);

    /** Gives a task back after a fault, which counts as an attempt; does nothing if the claim is lost. */
    void fail(JobClaim claim);
}
