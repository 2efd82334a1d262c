package io.runfolio.retention.policy;

import java.util.Optional;
import java.util.Set;

/**
 * Rule of a policy.
 *
 * @param name its name, unique in the file
 * @param match conditions on an artifact
 * @param count newest ones that are left alone; empty if none are
 * @param size total size that starts it; empty if it always applies
 * @param action what it does with those that match
 * @param overrides names of rules that do not count where this one matches
 */
public record PolicyRule(
        String name,
        RuleMatch match,
        Optional<CountLimit> count,
        Optional<SizeLimit> size,
        PolicyAction action,
        Set<String> overrides) {
    public PolicyRule {
        overrides = Set.copyOf(overrides);
    }
}
