package io.runfolio.retention.policy;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Rules for what is kept and removed.
 *
 * @param rules in the order of the file
 * @param sha256 checksum of the file
 */
public record RetentionPolicy(List<PolicyRule> rules, String sha256) {
    public RetentionPolicy {
        rules = List.copyOf(rules);
    }

    /** Returns whether any rule needs to know when an artifact was last accessed. */
    public boolean usesAccess() {
        return rules.stream().anyMatch(rule -> rule.match().accessed().isSet());
    }

    /**
     * Returns the rule that decides among those that match an artifact; empty if none matches. Overridden ones are left
     * out, then the most protective action wins, then the first in the file.
     */
    public Optional<PolicyRule> decide(Collection<PolicyRule> matching) {
        return matching.stream()
                .filter(rule ->
                        matching.stream().noneMatch(other -> other.overrides().contains(rule.name())))
                .min(Comparator.comparing(PolicyRule::action).thenComparing(rules::indexOf));
    }
}
