package io.runfolio.retention.plan;

/**
 * Result of an entry of a plan.
 *
 * @param entry its number, from 1
 * @param isRemoved whether the files are removed; else the entry was skipped
 * @param reason why it was skipped; null if it was not
 * @param bytes size of the media that were removed, as the plan counts
 * @param otherBytes size of other files that went with a whole bundle, such as logs
 * @param at when
 */
public record EntryResult(long entry, boolean isRemoved, String reason, long bytes, long otherBytes, String at) {}
