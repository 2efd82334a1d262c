package io.runfolio.coordination.job;

/**
 * Task of a job, which any worker may execute, and which may be executed more than once.
 *
 * @param key its name, unique in the job
 * @param body what to do, as the workers understand it
 * @param items number of items that get an outcome by it
 */
public record JobTask(String key, String body, int items) {}
