package io.runfolio.coordination.job;

import java.util.List;

/**
 * Next tasks of a job.
 *
 * @param tasks the tasks; may be none
 * @param position position of the cursor after them
 * @param seen number of items that the cursor has passed by this page
 * @param isLast whether no item follows
 */
public record JobPage(List<JobTask> tasks, String position, long seen, boolean isLast) {
    public JobPage {
        tasks = List.copyOf(tasks);
    }
}
