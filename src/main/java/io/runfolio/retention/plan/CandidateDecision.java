package io.runfolio.retention.plan;

import io.runfolio.retention.Protection;
import io.runfolio.retention.policy.Candidate;
import io.runfolio.retention.policy.PolicyRule;
import java.util.ArrayList;
import java.util.List;

/**
 * Candidate with the rules that match it.
 *
 * @param candidate the artifact, or a run without artifacts
 * @param matching rules without a size limit that match, and those with one that apply so far
 * @param sized rules with a size limit whose other conditions match
 * @param protections what protects it
 */
record CandidateDecision(
        Candidate candidate, List<PolicyRule> matching, List<PolicyRule> sized, List<Protection> protections) {

    /** Returns the same with what protects it. */
    CandidateDecision with(List<Protection> found) {
        return new CandidateDecision(candidate, matching, sized, found);
    }

    /** Returns the same with another matching rule if its other conditions match. */
    CandidateDecision applying(PolicyRule rule) {
        if (!sized.contains(rule)) {
            return this;
        }
        List<PolicyRule> all = new ArrayList<>(matching);
        all.add(rule);
        return new CandidateDecision(candidate, all, sized, protections);
    }

    /** Returns whether any rule might take it. */
    boolean isConcerned() {
        return !matching.isEmpty() || !sized.isEmpty();
    }
}
