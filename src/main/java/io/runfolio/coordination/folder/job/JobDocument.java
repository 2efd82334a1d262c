package io.runfolio.coordination.folder.job;

import io.runfolio.coordination.job.JobProblem;
import io.runfolio.coordination.job.JobState;
import io.runfolio.coordination.job.JobTask;
import java.time.Instant;
import java.util.List;

/**
 * File of a job, {@code .runfolio/jobs/<id>.json}.
 *
 * @param order what it is to do
 * @param state its state
 * @param position position of the cursor; empty at the start
 * @param read whether the cursor is at its end
 * @param total number of items when it was created
 * @param counts numbers of items
 * @param times its times
 * @param tasks tasks that wait or are in progress, in the order in which they are claimed
 * @param problems items that have failed or were skipped, the first ones only
 */
record JobDocument(
        String order,
        JobState state,
        String position,
        boolean read,
        long total,
        Counts counts,
        Times times,
        List<Entry> tasks,
        List<JobProblem> problems) {
    JobDocument {
        tasks = tasks == null ? List.of() : List.copyOf(tasks);
        problems = problems == null ? List.of() : List.copyOf(problems);
    }

    /**
     * Numbers of items.
     *
     * @param handledBefore items that had an outcome when the job was resumed last
     */
    record Counts(long seen, long done, long failed, long skipped, long handledBefore) {
        static final Counts NONE = new Counts(0, 0, 0, 0, 0);

        long handled() {
            return done + failed + skipped;
        }
    }

    /** Times of creation, of the last change, and of the last creation or resumption. */
    record Times(Instant created, Instant changed, Instant resumed) {}

    /**
     * Task with its claim.
     *
     * @param worker the worker that has it; null while it waits
     * @param fence number of its last claim
     * @param attempts claims that count as attempts
     */
    record Entry(JobTask task, String worker, long fence, int attempts) {
        boolean isClaimed() {
            return worker != null;
        }

        Entry claimedBy(String claimant) {
            return new Entry(task, claimant, fence + 1, attempts + 1);
        }

        Entry waiting(int countedAttempts) {
            return new Entry(task, null, fence, countedAttempts);
        }
    }
}
