package io.runfolio.retention.plan;

import io.runfolio.catalog.RunInventory;
import io.runfolio.retention.policy.PolicyAction;
import io.runfolio.retention.policy.PolicyRule;
import io.runfolio.retention.policy.RetentionPolicy;
import io.runfolio.retention.policy.SizeLimit;
import java.util.List;

/**
 * Progress of a rule with a size limit. One pass over all runs, newest first, measures what there is and what the rule
 * could take. In later passes it takes a run if what it can take of older ones is not enough. Not thread-safe.
 */
final class SizeBudget {
    private final PolicyRule rule;
    private final SizeLimit limit;
    private long total;
    private long possible;
    private long seen;

    SizeBudget(PolicyRule rule) {
        this.rule = rule;
        this.limit = rule.size().orElseThrow();
    }

    /** Starts another pass. */
    void restart() {
        seen = 0;
    }

    /** Counts a run: what remains of it after the rules before this one, and what this one could take. */
    void measure(RetentionPolicy policy, RunInventory run, List<CandidateDecision> decisions, RunOutcome before) {
        total += rest(run, decisions, before);
        possible += gain(run, decisions, before, RunOutcome.of(policy, run, applied(decisions)));
    }

    /** Returns the decisions about a run with this rule, or unchanged if older runs are enough. */
    List<CandidateDecision> decide(
            RetentionPolicy policy, RunInventory run, List<CandidateDecision> decisions, RunOutcome before) {
        if (total <= limit.limit() || decisions.stream().noneMatch(this::isCounted)) {
            return decisions;
        }
        List<CandidateDecision> with = applied(decisions);
        RunOutcome after = RunOutcome.of(policy, run, with);
        long gain = gain(run, decisions, before, after);
        seen += gain;
        boolean isNeeded = possible - seen < total - limit.until();
        boolean isStopped = gain == 0
                && after.bytes() == before.bytes()
                && after.kept().size() > before.kept().size();
        return isNeeded && (gain > 0 || isStopped) ? with : decisions;
    }

    private boolean isCounted(CandidateDecision decision) {
        return decision.sized().contains(rule);
    }

    private List<CandidateDecision> applied(List<CandidateDecision> decisions) {
        return decisions.stream().map(decision -> decision.applying(rule)).toList();
    }

    /** Returns how much less remains. A rule that would leave more has no effect. */
    private long gain(RunInventory run, List<CandidateDecision> decisions, RunOutcome before, RunOutcome after) {
        return Math.max(0, rest(run, decisions, before) - rest(run, decisions, after));
    }

    /** Returns the size of what remains of the artifacts that count. Inputs count if all artifacts of the run do. */
    private long rest(RunInventory run, List<CandidateDecision> decisions, RunOutcome outcome) {
        long rest = 0;
        for (int i = 0; i < decisions.size(); i++) {
            if (isCounted(decisions.get(i))) {
                rest += RunOutcome.size(run, i, PolicyAction.BINARIES) - outcome.bytesOf(i, run);
            }
        }
        boolean hasInputs = !outcome.isWhole() && decisions.stream().allMatch(this::isCounted);
        return rest + (hasInputs ? run.inputBytes() : 0);
    }
}
