package io.runfolio.coordination.job;

/**
 * Claim of a task by one worker.
 *
 * @param job the id of its job
 * @param order what the job is to do, as it was created with
 * @param task the task
 * @param fence number of the claim, which grows with every claim of the task
 */
public record JobClaim(String job, String order, JobTask task, long fence) {}
