package io.runfolio.catalog;

/**
 * Entry of the change feed.
 *
 * @param sequence grows with every change; resume after it
 * @param kind {@code run} for a run that is new, {@code artifact} for one that changed in review, {@code removed} for a
 *     run that is gone
 * @param runId the run
 * @param artifactId the artifact; null for a run
 * @param at time at which the catalog recorded it, ISO-8601 in UTC
 */
public record Change(long sequence, String kind, String runId, String artifactId, String at) {
    public static final String RUN = "run";
    public static final String ARTIFACT = "artifact";
    public static final String REMOVED = "removed";
}
