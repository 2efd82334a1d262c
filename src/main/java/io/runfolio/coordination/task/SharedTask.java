package io.runfolio.coordination.task;

/**
 * Task that any worker may execute.
 *
 * @param key identity of its result, unique in its job
 * @param body what to do, as the workers understand it
 */
public record SharedTask(String key, String body) {}
