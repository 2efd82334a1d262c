package io.runfolio.retention.policy;

/**
 * Total size above which the oldest artifacts of a rule go.
 *
 * @param limit bytes above which something goes
 * @param until bytes at which it ends; at most the limit
 */
public record SizeLimit(long limit, long until) {}
