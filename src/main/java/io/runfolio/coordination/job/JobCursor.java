package io.runfolio.coordination.job;

/**
 * Cursor of a job that has room for more tasks.
 *
 * @param job the id of the job
 * @param order what the job is to do, as it was created with
 * @param position position after which it goes on; empty at the start
 * @param room maximum number of tasks to add
 */
public record JobCursor(String job, String order, String position, int room) {}
