package io.runfolio.retention.plan;

import java.util.List;

/**
 * Head of a plan.
 *
 * @param id {@code plan-} and 16 hex digits, derived from time and content
 * @param createdAt when it was made, ISO-8601 in UTC
 * @param expiresAt until when it can be applied
 * @param policy checksum of the policy
 * @param runs number of runs that were looked at
 * @param artifacts number of their artifacts
 * @param entries number of removals
 * @param bytes size of the media that come free, by the records
 * @param kept number of removals that do not happen
 * @param keptBytes size of what stays for that reason
 * @param rules sums by rule, in the order of the policy
 */
public record PlanSummary(
        String id,
        String createdAt,
        String expiresAt,
        String policy,
        long runs,
        long artifacts,
        long entries,
        long bytes,
        long kept,
        long keptBytes,
        List<RuleTotal> rules) {
    public PlanSummary {
        rules = List.copyOf(rules);
    }
}
