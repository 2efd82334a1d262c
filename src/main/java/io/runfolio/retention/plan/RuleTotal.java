package io.runfolio.retention.plan;

/**
 * Sums of a plan for one rule.
 *
 * @param rule its name
 * @param action its action
 * @param entries number of removals
 * @param bytes size of what goes
 * @param kept number of removals that do not happen
 * @param keptBytes size of what stays for that reason
 */
public record RuleTotal(String rule, String action, long entries, long bytes, long kept, long keptBytes) {
    RuleTotal plus(RuleTotal other) {
        return new RuleTotal(
                rule,
                action,
                entries + other.entries,
                bytes + other.bytes,
                kept + other.kept,
                keptBytes + other.keptBytes);
    }
}
