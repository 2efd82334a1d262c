package io.runfolio.retention.plan;

import io.runfolio.bundle.ledger.RemovalScope;

/**
 * Removal that a plan names.
 *
 * @param runPath the bundle's place relative to the outputs folder
 * @param runId its run
 * @param artifactId the artifact; null for the whole run
 * @param scope what goes
 * @param rule the rule that decides
 * @param why what of the rule the artifact falls under, for people
 * @param bytes size of the media that come free, by the records; hard links count with the last one that goes
 * @param state checksum of all facts that the decision was made from
 */
public record PlanEntry(
        String runPath,
        String runId,
        String artifactId,
        RemovalScope scope,
        String rule,
        String why,
        long bytes,
        String state) {}
