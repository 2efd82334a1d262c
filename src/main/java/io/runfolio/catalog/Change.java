package io.runfolio.catalog;

/**
 * One entry of the feed of changes.
 *
 * @param sequence grows with every change; resume after it
 * @param kind {@code run} for a run that is new, {@code artifact} for one that changed in review, {@code removed} for a run that is gone
 * @param runId the run
 * @param artifactId the artifact; null for a run
 * @param at when the catalog learnt of it, ISO-8601 in UTC
 */
public record Change(long sequence, String kind, String runId, String artifactId, String at) {
    static final String RUN = "run";
    static final String ARTIFACT = "artifact";
    static final String REMOVED = "removed";
}
