package io.runfolio.coordination.task;

/**
 * Claim of a task by one worker.
 *
 * @param job the job of the task
 * @param task the task
 * @param fence number of the claim, which grows with every claim of the task
 */
public record TaskClaim(String job, SharedTask task, long fence) {}
