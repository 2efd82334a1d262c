package io.runfolio.retention.plan;

import io.runfolio.retention.policy.Candidate;
import io.runfolio.retention.policy.CountLimit;
import io.runfolio.retention.policy.PolicyRule;
import io.runfolio.retention.policy.RetentionPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the rules that match artifacts. Not thread-safe. Artifacts come newest first, so that the newest of each group
 * are known by counting.
 */
final class RuleMatcher {
    private final RetentionPolicy policy;
    private final Instant now;
    /** Number of artifacts so far by rule and group. */
    private final Map<String, Map<String, Integer>> counts = new HashMap<>();

    RuleMatcher(RetentionPolicy policy, Instant now) {
        this.policy = policy;
        this.now = now;
    }

    CandidateDecision match(Candidate candidate) {
        List<PolicyRule> matching = new ArrayList<>();
        List<PolicyRule> sized = new ArrayList<>();
        for (PolicyRule rule : policy.rules()) {
            if (rule.match().matches(candidate, now) && isBeyond(rule, candidate)) {
                (rule.size().isPresent() ? sized : matching).add(rule);
            }
        }
        return new CandidateDecision(candidate, matching, sized, List.of());
    }

    private boolean isBeyond(PolicyRule rule, Candidate candidate) {
        if (rule.count().isEmpty()) {
            return true;
        }
        CountLimit limit = rule.count().get();
        Map<String, Integer> groups = counts.computeIfAbsent(rule.name(), name -> new HashMap<>());
        Set<String> own = limit.groupsOf(candidate);
        boolean isBeyond = own.stream().allMatch(group -> groups.getOrDefault(group, 0) >= limit.newest());
        own.forEach(group -> groups.merge(group, 1, Integer::sum));
        return isBeyond;
    }
}
