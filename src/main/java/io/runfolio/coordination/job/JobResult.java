package io.runfolio.coordination.job;

import java.util.Collections;
import java.util.List;

/**
 * Outcomes of a task's items.
 *
 * @param done number of items that are done
 * @param problems the others
 */
public record JobResult(int done, List<JobProblem> problems) {
    public JobResult {
        problems = List.copyOf(problems);
    }

    /** Returns the number of items that have failed. */
    public int failed() {
        return (int) problems.stream().filter(JobProblem::isFailure).count();
    }

    /** Returns the number of items that were skipped. */
    public int skipped() {
        return problems.size() - failed();
    }

    /** Returns the result of a task that was claimed too often, as each claim may have ended a worker. */
    public static JobResult givenUp(JobTask task) {
        String reason = "given up after " + JobQueue.MAX_ATTEMPTS + " attempts that did not come to their end";
        return new JobResult(0, Collections.nCopies(task.items(), JobProblem.failed(task.key(), reason)));
    }
}
